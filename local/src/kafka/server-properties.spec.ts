// What must never change by accident: loopback only, and no topic out of nowhere.
import { serverProperties } from './server-properties.ts';

describe('serverProperties', () => {
  const lines = serverProperties('/data', { kafka: 20001, kafkaController: 20002 }).split('\n');

  it('listens on loopback only', () => {
    const addresses = lines.filter((line) => /listeners=.*:\/\//.test(line));

    expect(addresses).toHaveLength(2);
    for (const line of addresses) expect(line.replaceAll('://127.0.0.1:', '')).not.toContain('://');
  });

  it('creates no topic by itself and lets a group start at once', () => {
    expect(lines).toContain('auto.create.topics.enable=false');
    expect(lines).toContain('group.initial.rebalance.delay.ms=0');
  });
});
