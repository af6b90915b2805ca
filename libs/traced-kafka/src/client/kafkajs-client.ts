// The port on kafkajs, with its pitfalls handled: no automatic topic creation, no producer retries past our deadline, no
// consumer that dies silently (every crash is reported as a state), and quiet logs without values.
import type { Logger } from '@ringtrace/telemetry';
import kafkajs, { type Message, type SASLOptions } from 'kafkajs';
import type {
  KafkaPort,
  OutgoingRecord,
  PartitionProgress,
  ProducerPort,
  RecordMetadata,
} from './kafka-port.ts';
import { type KafkaSasl, type KafkaTls, openTlsSocket, saslLogin } from './kafka-security.ts';
import { consumerPort } from './kafkajs-consumer.ts';
import { explained } from './kafkajs-errors.ts';
import { headersToSend } from './kafkajs-headers.ts';
import { describeEntry, type KafkajsEntry } from './kafkajs-log.ts';

const { Kafka, logLevel, Partitioners } = kafkajs;

/** The class behind the port; the boot check asks whether dd-trace has wrapped it. */
export const KafkaClientClass = Kafka;

export interface KafkajsOptions {
  brokers: string[];
  clientId: string;
  tls?: KafkaTls | undefined;
  sasl?: KafkaSasl | undefined;
  logger: Logger;
}

export function kafkajsPort(options: KafkajsOptions): KafkaPort {
  const { tls, sasl } = options;
  const kafka = new Kafka({
    brokers: options.brokers,
    clientId: options.clientId,
    ...(tls && { ssl: true, socketFactory: (socket) => openTlsSocket(tls, socket) }),
    ...(sasl && { sasl: saslLogin(sasl) as SASLOptions }),
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3, restartOnFailure: async () => false },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => logEntry(options.logger, entry.level, entry.namespace, entry.log),
  });
  // A health probe needs an answer at once; reading progress can afford retries.
  const probe = adminClient(kafka, 0);
  const retrying = adminClient(kafka, 5);
  return {
    producer: () => producerPort(kafka),
    consumer: (settings, onState) => consumerPort(kafka, settings, onState),
    ping: () => probe.run((admin) => admin.describeCluster()).then(() => undefined),
    progress: (groupId, topic) => retrying.run((admin) => progressOf(admin, groupId, topic)),
    close: async () => {
      await Promise.all([probe.disconnect(), retrying.disconnect()]);
    },
  };
}

function adminClient(kafka: kafkajs.Kafka, retries: number) {
  const admin = kafka.admin({ retry: { retries } });
  let isConnected = false;
  return {
    run: async <Result>(request: (admin: kafkajs.Admin) => Promise<Result>): Promise<Result> => {
      if (!isConnected) await explained(admin.connect());
      isConnected = true;
      return explained(request(admin));
    },
    disconnect: () => admin.disconnect(),
  };
}

async function progressOf(
  admin: kafkajs.Admin,
  groupId: string,
  topic: string,
): Promise<PartitionProgress[]> {
  // Committed offsets before end offsets: a group is never seen past the end.
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const offsets = new Map(committed?.partitions.map((each) => [each.partition, BigInt(each.offset)]));
  const ends = await admin.fetchTopicOffsets(topic);
  return ends.map(({ partition, low, high }) => {
    const offset = offsets.get(partition) ?? -1n;
    // A group without an offset starts at the beginning of the topic.
    return { partition, committed: offset < BigInt(low) ? BigInt(low) : offset, end: BigInt(high) };
  });
}

function producerPort(kafka: kafkajs.Kafka): ProducerPort {
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

function logEntry(logger: Logger, level: number, namespace: string, log: KafkajsEntry) {
  const { text, fields, isRoutine } = describeEntry(namespace, log);
  if (level === logLevel.ERROR && !isRoutine) logger.error(fields, text);
  else logger.debug(fields, text);
}
