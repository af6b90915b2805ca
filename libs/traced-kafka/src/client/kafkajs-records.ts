// What kafkajs fetched of a partition, as records of the port.
import type { Batch, KafkaMessage } from 'kafkajs';
import { UndecodableError } from '../errors.ts';
import { UndecodableMessage } from './decode/undecodable-message.ts';
import type { KafkaRecord, PartitionChunk } from './kafka-port.ts';
import { headersOfMessage } from './kafkajs-headers.ts';

type Fetched = Pick<PartitionChunk, 'records' | 'undecodable' | 'lag'>;

export function fetchedOf(batch: Batch): Fetched {
  const { topic, partition, messages } = batch;
  const end = Number(batch.highWatermark);
  const last = messages.at(-1);
  const [decoded, undecodable] =
    last instanceof UndecodableMessage ? [messages.slice(0, -1), last.batch] : [messages];
  return {
    records: decoded.map((message) => toRecord(topic, partition, message)),
    undecodable: undecodable && { offset: undecodable.offset, reason: undecodableReason(undecodable) },
    lag: Math.max(0, end - (undecodable ? Number(undecodable.offset) : Number(batch.lastOffset()) + 1)),
  };
}

/** @throws UndecodableError */
export function toRecord(topic: string, partition: number, message: KafkaMessage): KafkaRecord {
  if (message instanceof UndecodableMessage)
    throw new UndecodableError(`${topic}/${partition}: ${undecodableReason(message.batch)}`, message.batch);
  return {
    topic,
    partition,
    offset: message.offset,
    timestampMs: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: headersOfMessage(message.headers),
  };
}

const undecodableReason = ({ offset, lastOffset, reason }: UndecodableMessage['batch']): string =>
  `the batch of offsets ${offset} to ${lastOffset} cannot be decoded: ${reason}`;
