// What kafkajs fetched of a partition, as records of the port.
import type { Batch, KafkaMessage } from 'kafkajs';
import { UndecodableError } from '../errors.ts';
import { UndecodableMessage } from './decode/undecodable-message.ts';
import type { KafkaRecord, PartitionChunk } from './kafka-port.ts';
import { headersOfMessage } from './kafkajs-headers.ts';

type Fetched = Pick<PartitionChunk, 'records' | 'undecodable' | 'lag'>;

export function fetchedOf(batch: Batch): Fetched {
  const { topic, partition, messages } = batch;
  const last = messages.at(-1);
  const undecodable = last instanceof UndecodableMessage ? undecodableOf(last, batch) : undefined;
  const next = undecodable ? Number(undecodable.offset) : Number(batch.lastOffset()) + 1;
  return {
    records: (undecodable ? messages.slice(0, -1) : messages).map((each) => toRecord(topic, partition, each)),
    undecodable,
    lag: Math.max(0, Number(batch.highWatermark) - next),
  };
}

/** @throws UndecodableError */
export function toRecord(topic: string, partition: number, message: KafkaMessage): KafkaRecord {
  if (message instanceof UndecodableMessage)
    throw new UndecodableError(`${topic}/${partition}: ${reasonOf(message)}`, message.batch);
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

function undecodableOf(message: UndecodableMessage, fetched: Batch): Fetched['undecodable'] {
  // Missing in kafkajs's types.
  const { fetchedOffset } = fetched as Batch & { fetchedOffset: string };
  return { offset: message.batch?.offset ?? fetchedOffset, reason: reasonOf(message) };
}

function reasonOf({ batch, error }: UndecodableMessage): string {
  if (batch === undefined) return error.message;
  return `the batch of offsets ${batch.offset} to ${batch.lastOffset} cannot be decoded: ${batch.reason}`;
}
