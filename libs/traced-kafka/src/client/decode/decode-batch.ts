// Decodes one batch as kafkajs does, and checks before what kafkajs does not: checksum, format, codec, how many records
// there are and how much they inflate to.
import { crc32 } from 'node:zlib';
import { UndecodableError } from '../../errors.ts';
import { codecs } from '../codecs/codecs.ts';
import {
  crc32C,
  type DecodedMessage,
  decodeMessageSet,
  decodeRecordBatch,
  KafkajsDecoder,
} from './kafkajs-protocol.ts';

export interface DecodedBatch {
  messages: DecodedMessage[];
  inflatedBytes: number;
}

/** Where the fields of a batch are. The first four are the same in all formats. */
export const fieldsAt = { offset: 0, length: 8, lengthEnd: 12, magic: 16, crc: 17, attributes: 21 } as const;
const lastOffsetDeltaAt = 23;
const countAt = 57;
const recordsAt = 61;
const codecMask = 0x07;

/** kafkajs decodes a batch in one go: more would take seconds without a heartbeat, and the heap of a small process. */
const maxRecords = 100_000;

/** @throws UndecodableError */
export async function decodeBatch(bytes: Buffer): Promise<DecodedBatch> {
  try {
    if (bytes.length <= fieldsAt.magic) throw new UndecodableError('its header is cut off');
    const magic = bytes.readInt8(fieldsAt.magic);
    if (magic < 0 || magic > 2) throw new UndecodableError(`message format ${magic} is unknown`);
    return magic === 2 ? await decodeNewBatch(bytes) : await decodeOldMessages(bytes);
  } catch (error) {
    if (error instanceof UndecodableError) throw error;
    throw new UndecodableError('its records cannot be parsed', undefined, { cause: error });
  }
}

/** Offset of the last record, by the header alone. */
export function lastOffsetOf(bytes: Buffer): bigint {
  const offset = bytes.readBigInt64BE(fieldsAt.offset);
  // The offset of old messages that are compressed together is the last one.
  const isOld = bytes.length < recordsAt || [0, 1].includes(bytes.readInt8(fieldsAt.magic));
  return isOld ? offset : offset + BigInt(Math.max(0, bytes.readInt32BE(lastOffsetDeltaAt)));
}

async function decodeNewBatch(bytes: Buffer): Promise<DecodedBatch> {
  if (bytes.length < recordsAt) throw new UndecodableError('its header is cut off');
  if (crc32C(bytes.subarray(fieldsAt.attributes)) !== bytes.readUInt32BE(fieldsAt.crc))
    throw new UndecodableError('its checksum is wrong');
  const count = bytes.readInt32BE(countAt);
  if (count > maxRecords) throw new UndecodableError(`it has more than ${maxRecords} records`);
  const attributes = bytes.readInt16BE(fieldsAt.attributes);
  const content = await decompress(attributes & codecMask, bytes.subarray(recordsAt));
  checkRecords(content, count);
  const header = Buffer.from(bytes.subarray(0, recordsAt));
  header.writeInt32BE(recordsAt - fieldsAt.lengthEnd + content.length, fieldsAt.length);
  header.writeInt16BE(attributes & ~codecMask, fieldsAt.attributes);
  const { records } = await decodeRecordBatch(new KafkajsDecoder(Buffer.concat([header, content])));
  return { messages: records, inflatedBytes: content.length };
}

async function decompress(type: number, bytes: Buffer): Promise<Buffer> {
  if (type === 0) return bytes;
  const codec = codecs.get(type);
  if (codec === undefined) throw new UndecodableError(`compression codec ${type} is unknown`);
  try {
    return await codec.decompress(bytes);
  } catch (error) {
    if (error instanceof UndecodableError) throw error;
    throw new UndecodableError(`its ${codec.name} data is corrupt`, undefined, { cause: error });
  }
}

/** kafkajs reads past the end without an error. Each record begins with its length, as a zigzag varint. */
function checkRecords(content: Buffer, count: number): void {
  let at = 0;
  for (let record = 0; record < count && at <= content.length; record++) {
    let length = 0;
    let byte = 0x80;
    for (let shift = 0; byte >= 0x80 && shift <= 28; shift += 7) {
      byte = content[at++] ?? 0;
      length |= (byte & 0x7f) << shift;
    }
    at += Math.max(0, (length >>> 1) ^ -(length & 1));
  }
  if (at > content.length) throw new UndecodableError('its records are cut off');
  if (at < content.length) throw new UndecodableError('it has more bytes than records');
}

async function decodeOldMessages(bytes: Buffer): Promise<DecodedBatch> {
  if (crc32(bytes.subarray(fieldsAt.magic)) !== bytes.readUInt32BE(fieldsAt.lengthEnd))
    throw new UndecodableError('its checksum is wrong');
  const messages = await decodeMessageSet(new KafkajsDecoder(bytes), bytes.length);
  if (messages.length === 0) throw new UndecodableError('its records are cut off');
  return { messages, inflatedBytes: bytes.length };
}
