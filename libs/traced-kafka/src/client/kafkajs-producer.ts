// The producer of the port on kafkajs.
import kafkajs, { type Message } from 'kafkajs';
import { RecordRefusedError } from '../errors.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { ProducerPort, RecordMetadata } from './kafka-port.ts';
import { causesOf, explain, explained } from './kafkajs-errors.ts';
import { headersToSend } from './kafkajs-headers.ts';

const { Partitioners } = kafkajs;

export function producerPort(kafka: kafkajs.Kafka): ProducerPort {
  // kafkajs returns one base offset per partition. Remembering which partition each message was given tells every sender
  // its own offset: a send keeps the order of messages within a partition.
  const partitionOf = new WeakMap<Message, number>();
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: () => {
      const choose = Partitioners.DefaultPartitioner();
      return (args) => {
        const partition = choose(args);
        partitionOf.set(args.message, partition);
        return partition;
      };
    },
  });
  return {
    connect: () => explained(producer.connect()),
    disconnect: () => producer.disconnect(),
    send: async (records) => {
      const messages = records.map(
        ({ key, value, headers }): Message => ({ key, value, headers: headersToSend(headers) }),
      );
      const topic = records[0]?.topic ?? '';
      const written = await producer
        .send({ acks: -1, timeout: 5_000, topic, messages })
        .catch((error: unknown) => {
          throw recordRefusal(topic, error) ?? explain(error);
        });
      const next = new Map(written.map((w) => [w.partition, BigInt(w.baseOffset ?? -1)]));
      return messages.map((message) => takeOffset(topic, partitionOf.get(message) ?? -1, next));
    },
  };
}

/** Counts up `next`, the next offset of each partition. */
function takeOffset(topic: string, partition: number, next: Map<number, bigint>): RecordMetadata {
  const offset = next.get(partition) ?? -1n;
  next.set(partition, offset + 1n);
  return { topic, partition, offset: String(offset) };
}

/** Undefined unless the broker said that it did not take a record. */
function recordRefusal(topic: string, error: unknown): RecordRefusedError | undefined {
  const type = causesOf(error).find((cause) => cause.type !== undefined)?.type;
  const refusal = type === undefined ? undefined : explainRefusal(type, topic);
  return refusal && new RecordRefusedError(refusal.reason, refusal.message, { cause: error });
}
