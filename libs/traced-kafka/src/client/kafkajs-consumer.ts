// The consumer of the port on kafkajs: every crash is reported as a state, and nothing is resolved automatically.
import { describeError } from '@ringtrace/telemetry';
import type { Batch, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { ConsumerPort, ConsumerSettings, ConsumerState, PartitionChunk } from './kafka-port.ts';
import { explain, explained } from './kafkajs-errors.ts';
import { headersOfMessage } from './kafkajs-headers.ts';

/** More partitions than a consumer usually has; any beyond that wait until a chunk is done. */
const maxConcurrentChunks = 32;

export function consumerPort(
  kafka: Kafka,
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
  pause,
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
    pause,
    isAbandoned: () => !isRunning() || isStale(),
  };
}

function lagAfter(batch: Batch): number {
  return Math.max(0, Number(batch.highWatermark) - 1 - Number(batch.lastOffset()));
}
