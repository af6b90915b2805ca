// The producer of the port on kafkajs.
import kafkajs, { type Message } from 'kafkajs';
import type { OutgoingRecord, ProducerPort, RecordMetadata } from './kafka-port.ts';
import { explained } from './kafkajs-errors.ts';
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
      const topicMessages = [...new Set(records.map((record) => record.topic))].map((topic) => ({
        topic,
        messages: messages.filter((_, index) => records[index]?.topic === topic),
      }));
      const written = await explained(producer.sendBatch({ acks: -1, timeout: 5_000, topicMessages }));
      const next = new Map(written.map((w) => [`${w.topicName}/${w.partition}`, BigInt(w.baseOffset ?? -1)]));
      return messages.map((message, index) =>
        takeOffset(records[index] as OutgoingRecord, partitionOf.get(message) ?? -1, next),
      );
    },
  };
}

/** Counts up `next`, the next offset of each partition. */
function takeOffset(record: OutgoingRecord, partition: number, next: Map<string, bigint>): RecordMetadata {
  const key = `${record.topic}/${partition}`;
  const offset = next.get(key) ?? -1n;
  next.set(key, offset + 1n);
  return { topic: record.topic, partition, offset: String(offset) };
}
