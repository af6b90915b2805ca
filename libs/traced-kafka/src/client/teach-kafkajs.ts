// Makes kafkajs read what all other clients write, once per process. Both changes are to objects that all its clients share.
import kafkajs from 'kafkajs';
import { codecs } from './codecs/codecs.ts';
import { decodeFetchResponse } from './decode/decode-fetch-response.ts';
import { fetchResponseOf } from './decode/kafkajs-protocol.ts';

/** kafkajs uses the highest that the broker has too. Brokers since Kafka 0.11 have version 4. */
const fetchVersions = [4, 5, 6, 7, 8, 9, 10, 11];

export function teachKafkajs(): void {
  const known: Record<number, () => unknown> = kafkajs.CompressionCodecs;
  for (const [type, { compress, decompress }] of codecs) {
    const codec = { compress: ({ buffer }: { buffer: Buffer }) => compress(buffer), decompress };
    known[type] = () => codec;
  }
  for (const version of fetchVersions)
    fetchResponseOf(version).decode = (payload) => decodeFetchResponse(version, payload);
}
