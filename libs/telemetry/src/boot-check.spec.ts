import { type BootFacts, judgeBoot } from './boot-check.ts';

const live: BootFacts = {
  nodeMajor: 24,
  initialised: true,
  kafkajsWrapped: true,
  disabledByEnvironment: false,
  redacting: true,
};

describe('the boot check', () => {
  it('reports live tracing when dd-trace was loaded first', () => {
    expect(judgeBoot(live)).toEqual({ live: true, line: 'tracing is live' });
    expect(judgeBoot({ ...live, kafkajsWrapped: undefined }).live).toBe(true);
  });

  it.each<[string, Partial<BootFacts>, RegExp]>([
    ['Node is too old', { nodeMajor: 20, initialised: false }, /Node 20 is too old/],
    ['the start module is missing', { initialised: false }, /--import @ringtrace\/telemetry\/start/],
    ['kafkajs was imported too early', { kafkajsWrapped: false }, /kafkajs was imported before/],
    ['spans cannot be redacted', { redacting: false }, /cannot be redacted, so none are sent/],
    ['tracing is switched off', { disabledByEnvironment: true }, /DD_TRACE_ENABLED=false/],
  ])('reports why tracing is off when %s', (_, facts, reason) => {
    const status = judgeBoot({ ...live, ...facts });
    expect(status.live).toBe(false);
    expect(status.line).toMatch(reason);
  });
});
