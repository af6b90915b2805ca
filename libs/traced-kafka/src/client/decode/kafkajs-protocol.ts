// The parts of kafkajs (2.2.4) that decode what a broker sends. It exports none of them.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Reads on from where it is. */
export interface Decoder {
  readInt16(): number;
  readInt32(): number;
  readInt64(): bigint;
  readString(): string;
  readBytes(): Buffer | null;
  readArray<T>(read: () => T): T[];
  readArrayAsync<T>(read: () => Promise<T>): Promise<T[]>;
}

/** A decoded record, for kafkajs. */
export interface DecodedMessage {
  offset: string;
}

const load = (path: string) => require(`kafkajs/src/protocol/${path}`);

export const KafkajsDecoder = load('decoder') as new (bytes: Buffer) => Decoder;
export const decodeRecordBatch = load('recordBatch/v0/decoder') as (
  decoder: Decoder,
) => Promise<{ records: DecodedMessage[] }>;
/** Of the formats before record batches. */
export const decodeMessageSet = load('messageSet/decoder') as (
  decoder: Decoder,
  bytes: number,
) => Promise<DecodedMessage[]>;
export const crc32C = load('recordBatch/crc32C') as (bytes: Buffer) => number;

/** The object whose `decode` kafkajs calls with the answer to a fetch request of that version. */
export const fetchResponseOf = (version: number) =>
  load(`requests/fetch/v${version}/response`) as { decode: (payload: Buffer) => Promise<object> };
