// Snappy as Kafka has it: raw, or in the framing of Java's snappy-java ("xerial"), which is a header and then blocks, each
// after its length. Consumers read both; Java's producers and this file write the framing, librdkafka writes raw.
import { compress, uncompress } from 'snappy';
import { UndecodableError } from '../../errors.ts';
import { checkInflatedBytes } from './inflate-limit.ts';

/** Magic bytes, version and the oldest compatible version. */
const header = Buffer.from('82534e4150505900' + '00000001' + '00000001', 'hex');
const magicBytes = 8;
/** As Java's producers. */
const blockBytes = 32 * 1024;

export async function compressSnappy(plain: Buffer): Promise<Buffer> {
  const parts: Buffer[] = [header];
  for (let at = 0; at < plain.length; at += blockBytes) {
    const block = await compress(plain.subarray(at, at + blockBytes));
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

export async function decompressSnappy(compressed: Buffer): Promise<Buffer> {
  const isFramed = compressed.subarray(0, magicBytes).equals(header.subarray(0, magicBytes));
  const blocks = isFramed ? blocksOf(compressed) : [compressed];
  checkInflatedBytes(blocks.reduce((sum, block) => sum + inflatedBytes(block), 0));
  return Buffer.concat(await Promise.all(blocks.map((block) => uncompress(block) as Promise<Buffer>)));
}

function blocksOf(framed: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = header.length; at < framed.length; ) {
    const end = at + 4 <= framed.length ? at + 4 + framed.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    if (end > framed.length) throw new UndecodableError('its snappy blocks are cut off');
    blocks.push(framed.subarray(at + 4, end));
    at = end;
  }
  return blocks;
}

/** A raw block begins with the length of its content, as a varint. */
function inflatedBytes(block: Buffer): number {
  let bytes = 0;
  for (const [index, byte] of block.subarray(0, 5).entries()) {
    bytes += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) break;
  }
  return bytes;
}
