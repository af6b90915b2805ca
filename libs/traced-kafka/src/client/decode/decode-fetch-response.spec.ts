import { createRequire } from 'node:module';
import { damages } from '../damaged-batch.fixture.ts';
import { teachKafkajs } from '../teach-kafkajs.ts';
import { decodeFetchResponse, decodeRecordSet } from './decode-fetch-response.ts';
import { fetchResponseOf } from './kafkajs-protocol.ts';
import { UndecodableMessage } from './undecodable-message.ts';

const versions = [4, 5, 6, 7, 8, 9, 10, 11];
const ofKafkajs = versions.map((version) => [version, fetchResponseOf(version).decode] as const);
teachKafkajs();

interface Encoder {
  buffer: Buffer;
  writeInt16(value: number): Encoder;
  writeInt32(value: number): Encoder;
  writeInt64(value: bigint): Encoder;
  writeString(value: string): Encoder;
  writeBytes(value: Buffer): Encoder;
}
const load = (path: string) => createRequire(import.meta.url)(`kafkajs/src/protocol/${path}`);
const Encoder: new () => Encoder = load('encoder');

/** Two records of 30 bytes, or as given, from an offset on. */
async function batchAt(
  firstOffset: number,
  { compression = 0, values = ['a'.repeat(30), 'b'.repeat(30)] } = {},
) {
  const record = (value: string, offsetDelta: number) =>
    load('recordBatch/record/v0')({ offsetDelta, key: null, value: Buffer.from(value), headers: { n: '1' } });
  const batch = { compression, firstOffset, lastOffsetDelta: values.length - 1, records: values.map(record) };
  const encoded: Encoder = await load('recordBatch/v0').RecordBatch(batch);
  return Buffer.from(encoded.buffer);
}

const offsets = (messages: { offset: string }[]) => messages.map(({ offset }) => offset);

it.each(ofKafkajs)('a fetch answer of version %i is decoded as kafkajs does', async (version, original) => {
  const answer = new Encoder().writeInt32(7);
  if (version >= 7) answer.writeInt16(0).writeInt32(5);
  answer.writeInt32(1).writeString('payments').writeInt32(2);
  for (const partition of [0, 1]) {
    answer.writeInt32(partition).writeInt16(0).writeInt64(9n).writeInt64(8n);
    if (version >= 5) answer.writeInt64(1n);
    answer.writeInt32(1).writeInt64(77n).writeInt64(3n);
    if (version >= 11) answer.writeInt32(-1);
    answer.writeBytes(partition === 0 ? await batchAt(4) : Buffer.alloc(0));
  }
  const decoded = await decodeFetchResponse(version, answer.buffer);
  expect(decoded).toEqual(await original(answer.buffer));
  expect(decoded).toMatchObject({ responses: [{ partitions: [{ messages: [{ offset: '4' }, {}] }, {}] }] });
});

it.each([0, 1, 2, 3, 4])(
  'batches of codec %i are decoded in order; one that is cut off waits for the next fetch',
  async (compression) => {
    const batches = [await batchAt(4, { compression }), await batchAt(6, { compression })];
    const bytes = Buffer.concat([...batches, (await batchAt(8, { compression })).subarray(0, -1)]);
    expect(offsets(await decodeRecordSet(bytes))).toEqual(['4', '5', '6', '7']);
  },
);

it.each(Object.entries(damages))(
  'a batch of which %s ends the partition, after the batches before it',
  async (reason, damage) => {
    const damaged = await batchAt(6);
    damage(damaged);
    const messages = await decodeRecordSet(Buffer.concat([await batchAt(4), damaged, await batchAt(8)]));
    expect(offsets(messages)).toEqual(['4', '5', '7']);
    const last = messages.at(-1) as UndecodableMessage;
    expect(last.batch).toEqual({ offset: '6', lastOffset: '7', reason, bytes: damaged });
    expect(() => last.value).toThrow(reason);
  },
);

it('a partition is inflated in portions', async () => {
  const values = ['a'.repeat(3_000_000)];
  const batches = await Promise.all(
    [0, 1, 2, 3].map((offset) => batchAt(offset, { compression: 4, values })),
  );
  expect(offsets(await decodeRecordSet(Buffer.concat(batches)))).toEqual(['0', '1']);
});

it.each([0, 1])(
  'messages of the old format %i are decoded if their checksum is right',
  async (messageVersion) => {
    const entries = ['a', 'b'].map((value) => ({ key: null, value, timestamp: 5 }));
    const { buffer } = load('messageSet')({ messageVersion, compression: 0, entries });
    const values = async () =>
      (await decodeRecordSet(buffer)).map((message) => message instanceof UndecodableMessage || 'decoded');
    expect(await values()).toEqual(['decoded', 'decoded']);
    buffer[buffer.length - 1] ^= 1;
    expect(await values()).toEqual(['decoded', true]);
  },
);

it('a partition that the broker cannot read leaves the others of the answer', async () => {
  const answer = new Encoder().writeInt32(0).writeInt32(1).writeString('payments').writeInt32(2);
  const corruptMessage = 2;
  for (const errorCode of [corruptMessage, 0]) {
    answer.writeInt32(errorCode).writeInt16(errorCode).writeInt64(9n).writeInt64(9n).writeInt32(0);
    answer.writeBytes(errorCode === 0 ? await batchAt(4) : Buffer.alloc(0));
  }
  const [bad, good] = [{ error: { message: expect.stringContaining('CORRUPT_MESSAGE') } }, { offset: '4' }];
  expect(await decodeFetchResponse(4, answer.buffer)).toMatchObject({
    responses: [{ partitions: [{ errorCode: 0, messages: [bad] }, { messages: [good, { offset: '5' }] }] }],
  });
});
