// The port on kafkajs, with its pitfalls handled: no automatic topic creation, no producer retries past our deadline, no
// consumer that dies silently (every crash is reported as a state), and quiet logs without values.
import { describeError, type Logger } from '@ringtrace/telemetry';
import kafkajs, { type Batch, type Consumer, type EachBatchPayload, type SASLOptions } from 'kafkajs';
import type {
  ConsumerPort,
  ConsumerSettings,
  ConsumerState,
  KafkaPort,
  PartitionChunk,
  PartitionProgress,
} from './kafka-port.ts';
import { type KafkaSasl, type KafkaTls, openTlsSocket, saslLogin } from './kafka-security.ts';
import { explain, explained } from './kafkajs-errors.ts';
import { headersOfMessage } from './kafkajs-headers.ts';
import { describeEntry, type KafkajsEntry } from './kafkajs-log.ts';
import { producerPort } from './kafkajs-producer.ts';

const { Kafka, logLevel } = kafkajs;

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

/** More partitions than a consumer usually has; any beyond that wait until a chunk is done. */
const maxConcurrentChunks = 32;

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
    run: async (topics, onChunk) => {
      onState('connecting');
      await explained(consumer.connect());
      await explained(consumer.subscribe({ topics, fromBeginning: true }));
      const running = consumer.run({
        // A chunk that was only partly processed must be fetched again from where it stopped.
        eachBatchAutoResolve: false,
        // Hand over everything that a fetch brings at once: the batch queue decides what is processed together.
        partitionsConsumedConcurrently: maxConcurrentChunks,
        eachBatch: (payload) => onChunk(partitionChunk(payload)),
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

function partitionChunk({
  batch,
  resolveOffset,
  heartbeat,
  isRunning,
  isStale,
}: EachBatchPayload): PartitionChunk {
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

function lagAfter(batch: Batch): number {
  return Math.max(0, Number(batch.highWatermark) - 1 - Number(batch.lastOffset()));
}

function logEntry(logger: Logger, level: number, namespace: string, log: KafkajsEntry) {
  const { text, fields, isRoutine } = describeEntry(namespace, log);
  if (level === logLevel.ERROR && !isRoutine) logger.error(fields, text);
  else logger.debug(fields, text);
}
