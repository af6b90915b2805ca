// Against kafkajs's own codec: its encoder must accept whatever its decoder makes of any headers.
import fc from 'fast-check';
// @ts-expect-error: has no types
import Decoder from 'kafkajs/src/protocol/decoder.js';
// @ts-expect-error: has no types
import Encoder from 'kafkajs/src/protocol/encoder.js';
// @ts-expect-error: has no types
import decodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js';
// @ts-expect-error: has no types
import encodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
import { headersOfMessage, headersToSend } from './kafkajs-headers.ts';

type Header = readonly [name: string, value: Buffer | null];

/** The bytes of a record from any producer; kafkajs itself cannot write all of these. */
function recordBytes(headers: readonly Header[]): Buffer {
  const encoder = new Encoder().writeInt8(0).writeVarLong(0).writeVarInt(0);
  encoder.writeVarIntBytes(Buffer.from('key')).writeVarIntBytes(Buffer.from('value'));
  encoder.writeVarIntArray(
    headers.map(([name, value]) => new Encoder().writeVarIntString(name).writeVarIntBytes(value)),
  );
  return encoder.buffer;
}

const read = (bytes: Buffer) => decodeRecord(new Decoder(bytes), { firstOffset: 0, firstTimestamp: 0 });

/** Headers as the port reads them, and as it reads them again after sending them on. */
function throughTwice(headers: readonly Header[]) {
  const first = headersOfMessage(read(recordBytes(headers)).headers);
  const again = encodeRecord({ key: Buffer.from('k'), value: null, headers: headersToSend(first) }).buffer;
  const decoder = new Decoder(again);
  decoder.readVarInt();
  const body = decodeRecord(decoder, { firstOffset: 0, firstTimestamp: 0 });
  return { first, second: headersOfMessage(body.headers) };
}

const value = (text: string) => Buffer.from(text);

describe('headers read from kafkajs', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])(
    'hold the value of one named %s, and not the inherited property of that name',
    (name) => {
      const { first, second } = throughTwice([[name, value('carried')]]);
      expect(Object.entries(first)).toEqual([[name, value('carried')]]);
      expect(Object.entries(second)).toEqual(Object.entries(first));
    },
  );

  it('are undefined without a value, and sent on empty', () => {
    const { first, second } = throughTwice([['empty', null]]);
    expect(first).toEqual({ empty: undefined });
    expect(second).toEqual({ empty: Buffer.alloc(0) });
  });

  it('hold all values of a repeated header in order', () => {
    const repeated: Header[] = [
      ['toString', value('1')],
      ['toString', value('2')],
      ['toString', null],
    ];
    expect(Object.entries(throughTwice(repeated).second)).toEqual([
      ['toString', [value('1'), value('2'), Buffer.alloc(0)]],
    ]);
  });

  it('can have any name and any bytes, and can be sent on', () => {
    const name = fc.oneof(fc.constantFrom('constructor', '__proto__', 'traceparent', ''), fc.string());
    const bytes = fc.option(fc.uint8Array({ maxLength: 20 }).map((some) => Buffer.from(some)));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, bytes), { maxLength: 8 }), (headers) => {
        const { first, second } = throughTwice(headers);
        expect(new Set(Object.keys(second))).toEqual(new Set(headers.map(([each]) => each)));
        expect(Object.keys(second)).toEqual(Object.keys(first));
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
