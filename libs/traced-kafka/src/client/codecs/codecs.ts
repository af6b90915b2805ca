// The codecs of Kafka's record batches. kafkajs brings gzip only, and without a limit.
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { maxInflatedBytes, tooLarge } from './inflate-limit.ts';
import { compressLz4, decompressLz4 } from './lz4.ts';
import { compressSnappy, decompressSnappy } from './snappy.ts';

export interface Codec {
  name: string;
  compress(plain: Buffer): Promise<Buffer>;
  /** @throws UndecodableError if it inflates to more than `maxInflatedBytes`; other errors if the bytes are corrupt. */
  decompress(compressed: Buffer): Promise<Buffer>;
}

/** By their number in a batch's attributes; 0 means not compressed. */
export const codecs = new Map<number, Codec>([
  [
    1,
    { name: 'gzip', compress: promisify(zlib.gzip), decompress: limited((zipped) => gunzip(zipped, limit)) },
  ],
  [2, { name: 'snappy', compress: compressSnappy, decompress: decompressSnappy }],
  [3, { name: 'lz4', compress: compressLz4, decompress: decompressLz4 }],
  [
    4,
    {
      name: 'zstd',
      // Asked for when needed: a Node before 22.15 has no zstd.
      compress: (plain) => promisify(zlib.zstdCompress)(plain),
      decompress: limited((compressed) => promisify(zlib.zstdDecompress)(compressed, limit)),
    },
  ],
]);

const limit = { maxOutputLength: maxInflatedBytes };
const gunzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip);

function limited(decompress: Codec['decompress']): Codec['decompress'] {
  return (compressed) =>
    decompress(compressed).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : error;
    });
}
