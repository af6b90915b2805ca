// The producer's side of the port, on kafkajs.
import kafkajs, { type Message } from 'kafkajs';
import { RecordRefusedError } from '../errors.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { OutgoingRecord, ProducerPort, RecordMetadata } from './kafka-port.ts';
import { causesOf, explain, explained } from './kafkajs-errors.ts';
import { headersToSend } from './kafkajs-headers.ts';
import { metadataMaxAgeMs, type OpenKafka, requestTimeoutMs } from './open-kafka.ts';
import { notingAnswers, type PartitionAnswers, storedPartitions } from './produce-answers.ts';
import { type Observer, SupervisedClient } from './supervised-client.ts';

/** How long the broker may wait for its replicas. It answers before our own limit. */
const replicationTimeoutMs = 5_000;

type Send = (records: OutgoingRecord[]) => Promise<RecordMetadata[]>;

export function producerPort(openKafka: OpenKafka, observer: Observer): ProducerPort {
  const producer = new SupervisedClient(
    () => openProducer(openKafka),
    { name: 'producer', timeoutMs: requestTimeoutMs + 2_000, maxFailures: 2 },
    observer,
  );
  return {
    connect: () => producer.connect(),
    send: (records) => producer.run((send) => send(records)),
    problem: () => producer.problem(),
    disconnect: () => producer.close(),
  };
}

function openProducer(openKafka: OpenKafka) {
  const { kafka, sockets } = openKafka(() => requestTimeoutMs);
  // kafkajs returns one base offset per partition. Remembering which partition each message was given tells every sender
  // its own offset: a send keeps the order of messages within a partition.
  const partitionOf = new WeakMap<Message, number>();
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    metadataMaxAge: metadataMaxAgeMs,
    createPartitioner: () => {
      const choose = kafkajs.Partitioners.DefaultPartitioner();
      return (args) => {
        const partition = choose(args);
        partitionOf.set(args.message, partition);
        return partition;
      };
    },
  });
  const send: Send = async (records) => {
    const messages = records.map(
      ({ key, value, headers }): Message => ({ key, value, headers: headersToSend(headers) }),
    );
    const topic = records[0]?.topic ?? '';
    const request = { acks: -1, timeout: replicationTimeoutMs, topic, messages };
    const partitions = () => messages.map((message) => partitionOf.get(message) ?? -1);
    const answers: PartitionAnswers = new Map();
    try {
      const written = await notingAnswers(answers, () => producer.send(request));
      const next = new Map(written.map((w) => [w.partition, BigInt(w.baseOffset ?? -1)]));
      return partitions().map((partition) => takeOffset(topic, partition, next));
    } catch (error) {
      const refusal = refusalOf(topic, error);
      if (!refusal) throw explain(error);
      const next = await storedPartitions(answers, partitions());
      const stored = partitions().map((each) => (next.has(each) ? takeOffset(topic, each, next) : undefined));
      throw new RecordRefusedError(refusal.reason, refusal.message, { cause: error, stored });
    }
  };
  return {
    client: send,
    connect: () => explained(producer.connect()),
    disconnect: () => producer.disconnect(),
    destroy: () => sockets.destroy(),
  };
}

/** Counts up `next`, the next offset of each partition. */
function takeOffset(topic: string, partition: number, next: Map<number, bigint>): RecordMetadata {
  const offset = next.get(partition) ?? -1n;
  next.set(partition, offset + 1n);
  return { topic, partition, offset: String(offset) };
}

/** Undefined unless the broker said that it did not take a record. */
function refusalOf(topic: string, error: unknown): ReturnType<typeof explainRefusal> {
  const type = causesOf(error).find((cause) => cause.type !== undefined)?.type;
  return type === undefined ? undefined : explainRefusal(type, topic);
}
