// traced-kafka.int.spec.ts shows on received spans that contexts are read and continued.
import { contextOfRecord, textHeaders } from './trace-headers.ts';

const strange = {
  'no headers': {},
  'an empty value': { traceparent: Buffer.alloc(0) },
  'bytes that are not text': {
    traceparent: Buffer.from([0xff, 0x00, 0xfe]),
    tracestate: Buffer.from([0x80]),
  },
  'a header without a value': { traceparent: undefined, 'x-datadog-trace-id': null as never },
  'repeated headers': { traceparent: [Buffer.from('00-1'), Buffer.from('00-2')], tracestate: [] },
  'a very long value': { traceparent: Buffer.alloc(1_000_000, 'a') },
  'names of properties that every object has': { constructor: Buffer.from('x'), toString: Buffer.from('y') },
};

describe('contextOfRecord', () => {
  it.each(Object.entries(strange))('does not throw on %s', (_, headers) => {
    expect(() => contextOfRecord(headers)).not.toThrow();
    expect(() => textHeaders(headers)).not.toThrow();
  });

  it('returns no context when trace headers are missing', () => {
    expect(contextOfRecord({ other: Buffer.from('x') })).toBeUndefined();
  });
});

describe('textHeaders', () => {
  it('takes the first value of a repeated header and leaves out headers without a value', () => {
    const headers = { one: Buffer.from('ü'), two: ['a', Buffer.from('b')], none: undefined, empty: [] };
    expect(textHeaders(headers)).toEqual({ one: 'ü', two: 'a' });
  });
});
