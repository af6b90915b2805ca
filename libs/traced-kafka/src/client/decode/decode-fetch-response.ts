// Decodes a broker's answer to a fetch request like kafkajs (2.2.4), but an error in one batch ends only its partition: an
// UndecodableMessage stands in for the batch, and what follows it in the partition is left for a later fetch.
import { UndecodableError } from '../../errors.ts';
import { type DecodedBatch, decodeBatch, fieldsAt, lastOffsetOf } from './decode-batch.ts';
import { type DecodedMessage, type Decoder, KafkajsDecoder } from './kafkajs-protocol.ts';
import { UndecodableMessage } from './undecodable-message.ts';

/** No further batch of a partition is inflated after this much: it is fetched again. */
const enoughBytes = 4 * 1024 * 1024;

/** `version` is that of the request, 4 or higher; kafkajs uses up to 11. */
export async function decodeFetchResponse(version: number, payload: Buffer): Promise<object> {
  const decoder = new KafkajsDecoder(payload);
  const throttleTime = decoder.readInt32();
  const session = version >= 7 && { errorCode: decoder.readInt16(), sessionId: decoder.readInt32() };
  const responses = await decoder.readArrayAsync(async () => ({
    topicName: decoder.readString(),
    partitions: await decoder.readArrayAsync(() => decodePartition(version, decoder)),
  }));
  // Since version 8 a client is asked to wait after the answer, not before.
  const throttle =
    version >= 8 ? { throttleTime: 0, clientSideThrottleTime: throttleTime } : { throttleTime };
  return { ...throttle, ...session, responses };
}

/** The error code of a broker whose own copy is damaged so that it cannot tell where a batch ends. */
const corruptMessage = 2;
const unreadable = () =>
  new UndecodableMessage(new UndecodableError('the broker cannot read its copy (CORRUPT_MESSAGE)'));

const readOffset = (decoder: Decoder): string => decoder.readInt64().toString();

async function decodePartition(version: number, decoder: Decoder): Promise<object> {
  const fields = {
    partition: decoder.readInt32(),
    errorCode: decoder.readInt16(),
    highWatermark: readOffset(decoder),
    lastStableOffset: readOffset(decoder),
    ...(version >= 5 && { lastStartOffset: readOffset(decoder) }),
    abortedTransactions: decoder.readArray(() => ({
      producerId: readOffset(decoder),
      firstOffset: readOffset(decoder),
    })),
    ...(version >= 11 && { preferredReadReplica: decoder.readInt32() }),
  };
  const bytes = decoder.readBytes() ?? Buffer.alloc(0);
  // kafkajs would throw, and drop the other partitions.
  if (fields.errorCode === corruptMessage) return { ...fields, errorCode: 0, messages: [unreadable()] };
  return { ...fields, messages: await decodeRecordSet(bytes) };
}

/** Batches one after another. The last one may be cut off by the limit on a fetch. */
export async function decodeRecordSet(bytes: Buffer): Promise<DecodedMessage[]> {
  const sets: DecodedMessage[][] = [];
  let inflatedBytes = 0;
  for (let at = 0; at + fieldsAt.magic < bytes.length && inflatedBytes < enoughBytes; ) {
    const end = at + fieldsAt.lengthEnd + Math.max(bytes.readInt32BE(at + fieldsAt.length), 0);
    if (end > bytes.length) break;
    const batch = bytes.subarray(at, end);
    const decoded = await decodeBatch(batch).catch((error: UndecodableError) => standIn(batch, error));
    sets.push(decoded.messages);
    if (decoded.messages.some((message) => message instanceof UndecodableMessage)) break;
    inflatedBytes += decoded.inflatedBytes;
    at = end;
  }
  return sets.flat();
}

function standIn(batch: Buffer, error: UndecodableError): DecodedBatch {
  const offset = batch.readBigInt64BE(fieldsAt.offset).toString();
  const lastOffset = lastOffsetOf(batch).toString();
  // A copy, for it must not keep the whole answer in memory.
  const undecodable = { offset, lastOffset, reason: error.message, bytes: Buffer.from(batch) };
  return { messages: [new UndecodableMessage(error, undecodable)], inflatedBytes: 0 };
}
