// The port on kafkajs. Its traps are closed here: no automatic topics, no producer retries beyond our own deadline,
// no silent death of a consumer (every crash is reported as a state), quiet and value-free logging.
import { describeError, type Logger, SafeError } from '@ringtrace/telemetry';
import kafkajs, {
  type Batch,
  type Consumer,
  type EachBatchPayload,
  type Message,
  type SASLOptions,
} from 'kafkajs';
import { KafkaRefusedError } from '../errors.ts';
import { explainConnectionFailure } from './explain-connection-failure.ts';
import type {
  ConsumerPort,
  ConsumerSettings,
  ConsumerState,
  KafkaPort,
  OutgoingRecord,
  PartitionBatch,
  PartitionProgress,
  ProducerPort,
  RecordMetadata,
} from './kafka-port.ts';
import { type KafkaSasl, type KafkaTls, openTlsSocket, saslLogin } from './kafka-security.ts';
import { headersOfMessage, headersToSend } from './kafkajs-headers.ts';
import { describeEntry, type KafkajsEntry } from './kafkajs-log.ts';

const { Kafka, logLevel, Partitioners } = kafkajs;

/** The class behind the port, for the boot check: did dd-trace wrap it? */
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
  // A probe wants an answer now; who asks for progress would rather wait.
  const probe = adminOf(kafka, 0);
  const patient = adminOf(kafka, 5);
  return {
    producer: () => producerPort(kafka),
    consumer: (settings, onState) => consumerPort(kafka, settings, onState),
    ping: () => probe.ask((admin) => admin.describeCluster()).then(() => undefined),
    progress: (groupId, topic) => patient.ask((admin) => progressOf(admin, groupId, topic)),
    close: async () => {
      await Promise.all([probe.disconnect(), patient.disconnect()]);
    },
  };
}

function adminOf(kafka: kafkajs.Kafka, retries: number) {
  const admin = kafka.admin({ retry: { retries } });
  let isConnected = false;
  return {
    ask: async <Answer>(question: (admin: kafkajs.Admin) => Promise<Answer>): Promise<Answer> => {
      if (!isConnected) await explained(admin.connect());
      isConnected = true;
      return explained(question(admin));
    },
    disconnect: () => admin.disconnect(),
  };
}

async function progressOf(
  admin: kafkajs.Admin,
  groupId: string,
  topic: string,
): Promise<PartitionProgress[]> {
  // First what is done, then what there is: never further than the end.
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const offsets = new Map(committed?.partitions.map((each) => [each.partition, BigInt(each.offset)]));
  const ends = await admin.fetchTopicOffsets(topic);
  return ends.map(({ partition, low, high }) => {
    const offset = offsets.get(partition) ?? -1n;
    // A group without an offset begins where the topic does.
    return { partition, committed: offset < BigInt(low) ? BigInt(low) : offset, end: BigInt(high) };
  });
}

function producerPort(kafka: kafkajs.Kafka): ProducerPort {
  // kafkajs answers with one base offset per partition; remembering which partition each message was given lets
  // every sender know its own offset. The send keeps the order of messages within a partition.
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
        place(records[index] as OutgoingRecord, partitionOf.get(message) ?? -1, next),
      );
    },
  };
}

function place(record: OutgoingRecord, partition: number, next: Map<string, bigint>): RecordMetadata {
  const slot = `${record.topic}/${partition}`;
  const offset = next.get(slot) ?? -1n;
  next.set(slot, offset + 1n);
  return { topic: record.topic, partition, offset: String(offset) };
}

/** More than a consumer has as a rule: what is beyond waits until one of them is done. */
const manyPartitions = 32;

function consumerPort(
  kafka: kafkajs.Kafka,
  settings: ConsumerSettings,
  onState: (state: ConsumerState, reason?: string) => void,
): ConsumerPort {
  const consumer = kafka.consumer({
    groupId: settings.groupId,
    sessionTimeout: settings.sessionTimeoutMs,
    heartbeatInterval: settings.heartbeatIntervalMs,
    maxWaitTimeInMs: settings.maxWaitMs,
    minBytes: settings.minBytes,
    allowAutoTopicCreation: false,
  });
  reportStates(consumer, onState);
  return {
    run: async (topics, onBatch) => {
      onState('connecting');
      await explained(consumer.connect());
      await explained(consumer.subscribe({ topics, fromBeginning: true }));
      const running = consumer.run({
        // A batch that was only half finished must be read again from where it stopped.
        eachBatchAutoResolve: false,
        // All that a fetch brings is handed over at once; how much of it is worked on together is not decided here.
        partitionsConsumedConcurrently: manyPartitions,
        eachBatch: (payload) => onBatch(partitionBatch(payload)),
      });
      await explained(running);
    },
    stop: () => consumer.disconnect(),
  };
}

function reportStates(consumer: Consumer, onState: (state: ConsumerState, reason?: string) => void): void {
  consumer.on(consumer.events.GROUP_JOIN, () => onState('joined'));
  consumer.on(consumer.events.REBALANCING, () => onState('rebalancing'));
  consumer.on(consumer.events.STOP, () => onState('stopped'));
  consumer.on(consumer.events.CRASH, ({ payload }) =>
    onState('crashed', describeError(explain(payload.error)).message),
  );
}

function partitionBatch({
  batch,
  resolveOffset,
  heartbeat,
  isRunning,
  isStale,
}: EachBatchPayload): PartitionBatch {
  return {
    topic: batch.topic,
    partition: batch.partition,
    records: batch.messages.map((message) => ({
      topic: batch.topic,
      partition: batch.partition,
      offset: message.offset,
      timestampMs: Number(message.timestamp),
      key: message.key,
      value: message.value,
      headers: headersOfMessage(message.headers),
    })),
    lag: lagAfter(batch),
    resolve: resolveOffset,
    heartbeat,
    isAbandoned: () => !isRunning() || isStale(),
  };
}

async function explained<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw explain(error);
  });
}

// kafkajs wraps errors in errors; the one that knows why it was refused may lie at the bottom.
function explain(error: unknown): unknown {
  for (let inner = error as KafkajsError; inner instanceof Error; inner = inner.cause as KafkajsError) {
    if (inner instanceof SafeError) return inner;
    const { code, type, name } = inner;
    const refusal = explainConnectionFailure({ code: String(code), type, during: moments[name] });
    if (refusal) return new KafkaRefusedError(refusal, { cause: error });
  }
  return error;
}

// By name, since not all of them are exported.
const moments: Record<string, 'login' | 'closed'> = {
  KafkaJSSASLAuthenticationError: 'login',
  KafkaJSConnectionClosedError: 'closed',
};

type KafkajsError = Error & { code?: string | number; type?: string };

function lagAfter(batch: Batch): number {
  return Math.max(0, Number(batch.highWatermark) - 1 - Number(batch.lastOffset()));
}

function logEntry(logger: Logger, level: number, namespace: string, log: KafkajsEntry) {
  const { text, fields, isOrdinary } = describeEntry(namespace, log);
  if (level === logLevel.ERROR && !isOrdinary) logger.error(fields, text);
  else logger.debug(fields, text);
}
