// LZ4 in its frame format, as Kafka has it since message format 1.
import { compressFrame, decompressFrame } from 'lz4-napi';
import { UndecodableError } from '../../errors.ts';
import { checkInflatedBytes } from './inflate-limit.ts';

export const compressLz4 = (plain: Buffer): Promise<Buffer> => compressFrame(plain);

export async function decompressLz4(compressed: Buffer): Promise<Buffer> {
  checkInflatedBytes(maxContentBytes(compressed));
  return decompressFrame(compressed);
}

/** The format cannot do better: one byte stands for at most 255. */
const maxRatio = 255;

/** Adds up what the frame's blocks can hold at most. The frame may state its length, but most do not. */
function maxContentBytes(frame: Buffer): number {
  const flags = frame[4] ?? 0;
  const maxBlockBytes = 2 ** (8 + 2 * (((frame[5] ?? 0) >> 4) & 7));
  const checksumBytes = flags & 0x10 ? 4 : 0;
  let bytes = 0;
  for (let at = 7 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0); ; ) {
    if (at + 4 > frame.length) throw new UndecodableError('its lz4 frame is cut off');
    const size = frame.readUInt32LE(at);
    if (size === 0) return bytes;
    const blockBytes = size & 0x7fffffff;
    bytes += size === blockBytes ? Math.min(maxBlockBytes, blockBytes * maxRatio) : blockBytes;
    at += 4 + blockBytes + checksumBytes;
  }
}
