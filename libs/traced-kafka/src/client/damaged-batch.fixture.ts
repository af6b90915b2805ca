// Batches as a broker keeps them in a partition's file, and ways in which they can be damaged.
import { crc32C } from './decode/kafkajs-protocol.ts';

/** The batches of a file, as parts of its bytes. */
export function batchesOf(file: Buffer): Buffer[] {
  const batches: Buffer[] = [];
  // A file can end with zeros that were reserved.
  for (let at = 0; at + 12 < file.length && file.readInt32BE(at + 8) > 0; at += batches.at(-1)?.length ?? 0)
    batches.push(file.subarray(at, at + 12 + file.readInt32BE(at + 8)));
  return batches;
}

/** Each changes a batch in place, and names what a consumer then says. */
export const damages: Record<string, (batch: Buffer) => void> = {
  'its checksum is wrong': (batch) => flip(batch, batch.length - 3),
  'message format 3 is unknown': (batch) => void batch.writeInt8(3, 16),
  'compression codec 7 is unknown': (batch) => sealed(batch, () => batch.writeInt16BE(7, 21)),
  'its snappy data is corrupt': (batch) => sealed(batch, () => batch.writeInt16BE(2, 21)),
  'its lz4 frame is cut off': (batch) => sealed(batch, () => batch.writeInt16BE(3, 21)),
  'its zstd data is corrupt': (batch) => sealed(batch, () => batch.writeInt16BE(4, 21)),
  'its records are cut off': (batch) => sealed(batch, () => batch.writeInt32BE(9, 57)),
  'it has more bytes than records': (batch) => sealed(batch, () => batch.writeInt32BE(1, 57)),
  'it has more than 100000 records': (batch) => sealed(batch, () => batch.writeInt32BE(0x7fffffff, 57)),
  'its records cannot be parsed': (batch) => sealed(batch, () => batch.fill(0xff, 63, 74)),
};

function flip(batch: Buffer, at: number): void {
  batch.writeUInt8(batch.readUInt8(at) ^ 1, at);
}

/** Changes a batch and gives it the right checksum. */
function sealed(batch: Buffer, change: () => void): void {
  change();
  batch.writeUInt32BE(crc32C(batch.subarray(21)), 17);
}
