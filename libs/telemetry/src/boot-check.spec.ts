import { type BootFacts, judgeBoot } from './boot-check.ts';

const live: BootFacts = {
  nodeMajor: 24,
  initialised: true,
  kafkajsWrapped: true,
  disabledByEnvironment: false,
  redacting: true,
};

describe('the boot check', () => {
  it('is live when dd-trace came first', () => {
    expect(judgeBoot(live)).toEqual({ live: true, line: 'tracing is live' });
    expect(judgeBoot({ ...live, kafkajsWrapped: undefined }).live).toBe(true);
  });

  it.each<[string, Partial<BootFacts>, RegExp]>([
    ['an old Node', { nodeMajor: 20, initialised: false }, /Node 20 is too old/],
    ['a missing hook', { initialised: false }, /--import @ringtrace\/telemetry\/start/],
    ['a late hook', { kafkajsWrapped: false }, /kafkajs was imported before/],
    ['a dd-trace whose spans nobody can redact', { redacting: false }, /cannot be redacted, so none is sent/],
    ['the switch', { disabledByEnvironment: true }, /DD_TRACE_ENABLED=false/],
  ])('says why it is off with %s', (_, facts, reason) => {
    const status = judgeBoot({ ...live, ...facts });
    expect(status.live).toBe(false);
    expect(status.line).toMatch(reason);
  });
});
