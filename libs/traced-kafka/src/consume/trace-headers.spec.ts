// That contexts are read and continued is shown on received spans in traced-kafka.int.spec.ts.
import { contextOfRecord, textHeaders } from './trace-headers.ts';

const strange = {
  'no headers': {},
  'an empty value': { traceparent: Buffer.alloc(0) },
  'bytes that are no text': { traceparent: Buffer.from([0xff, 0x00, 0xfe]), tracestate: Buffer.from([0x80]) },
  'a header without a value': { traceparent: undefined, 'x-datadog-trace-id': null as never },
  'repeated headers': { traceparent: [Buffer.from('00-1'), Buffer.from('00-2')], tracestate: [] },
  'a very long value': { traceparent: Buffer.alloc(1_000_000, 'a') },
  'names of what every object has': { constructor: Buffer.from('x'), toString: Buffer.from('y') },
};

describe('trace headers of a record', () => {
  it.each(Object.entries(strange))('with %s are no error', (_, headers) => {
    expect(() => contextOfRecord(headers)).not.toThrow();
    expect(() => textHeaders(headers)).not.toThrow();
  });

  it('are no context where none is there', () => {
    expect(contextOfRecord({ other: Buffer.from('x') })).toBeUndefined();
  });
});

describe('headers as text', () => {
  it('are the first of repeated ones, without those that have no value', () => {
    const headers = { one: Buffer.from('ü'), two: ['a', Buffer.from('b')], none: undefined, empty: [] };
    expect(textHeaders(headers)).toEqual({ one: 'ü', two: 'a' });
  });
});
