// The consumer of the port on kafkajs: every crash is reported as a state, and nothing is resolved automatically.
import { describeError } from '@ringtrace/telemetry';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { ReplacementReason } from './client-metrics.ts';
import type { ConsumerPort, ConsumerSettings, ConsumerState, PartitionChunk } from './kafka-port.ts';
import { explain, explained } from './kafkajs-errors.ts';
import type { JumpWatch } from './kafkajs-jumps.ts';
import { fetchedOf } from './kafkajs-records.ts';
import {
  joinTimeoutMs,
  metadataMaxAgeMs,
  type OpenKafka,
  rebalanceTimeoutMs,
  requestTimeoutMs,
} from './open-kafka.ts';
import { SilenceTimer } from './silence-timer.ts';

/** More partitions than a consumer usually has; any beyond that wait until a chunk is done. */
const maxConcurrentChunks = 32;

export interface ConsumerWatch {
  /** The consumer has ended, and nobody asked it to. */
  onReplaced(reason: ReplacementReason): void;
  watch(consumer: Consumer): JumpWatch;
}

export function consumerPort(
  openKafka: OpenKafka,
  settings: ConsumerSettings,
  onState: (state: ConsumerState, reason?: string) => void,
  { onReplaced, watch }: ConsumerWatch,
): ConsumerPort {
  let state: ConsumerState = 'connecting';
  let isJoining = false;
  let isDead = false;
  const maxSilenceMs = () => {
    if (state === 'joined') return settings.sessionTimeoutMs;
    return isJoining ? joinTimeoutMs : requestTimeoutMs;
  };
  const { kafka, sockets } = openKafka(maxSilenceMs);
  const report = (next: ConsumerState, reason?: string) => {
    if (isDead) return;
    state = next;
    silence.restart();
    onState(next, reason);
  };
  // The client can lose its connections, or its sense of time, and stay silent for ever. It is given up then.
  const silence = new SilenceTimer(maxSilenceMs, () => {
    report('crashed', `no broker has answered for ${maxSilenceMs() / 1_000} s`);
    onReplaced('no-answer');
    end();
  });
  const end = () => {
    isDead = true;
    silence.stop();
    jumps.end();
    sockets.destroy();
  };
  const consumer = kafka.consumer({
    groupId: settings.groupId,
    sessionTimeout: settings.sessionTimeoutMs,
    rebalanceTimeout: rebalanceTimeoutMs,
    heartbeatInterval: settings.heartbeatIntervalMs,
    maxWaitTimeInMs: settings.maxWaitMs,
    minBytes: settings.minBytes,
    metadataMaxAge: metadataMaxAgeMs,
    allowAutoTopicCreation: false,
  });
  consumer.on(consumer.events.HEARTBEAT, () => isDead || silence.restart());
  reportStates(consumer, report);
  consumer.on(consumer.events.CRASH, () => isDead || onReplaced('crashed'));
  // After the states: whatever they resume waits for this again.
  const jumps = watch(consumer);
  return {
    run: async (topics, onChunk) => {
      report('connecting');
      await explained(consumer.connect());
      await explained(consumer.subscribe({ topics, fromBeginning: true }));
      isJoining = true;
      silence.restart();
      const running = consumer.run({
        // A chunk that was only partly processed must be fetched again from where it stopped.
        eachBatchAutoResolve: false,
        // Commits also past what holds no record, such as an aborted transaction: otherwise its lag would stay.
        autoCommitThreshold: 1,
        // Hand over everything that a fetch brings at once: the batch queue decides what is processed together.
        partitionsConsumedConcurrently: maxConcurrentChunks,
        eachBatch: (payload) => onChunk(partitionChunk(payload, jumps)),
      });
      await explained(running);
    },
    stop: async () => {
      await consumer.disconnect().finally(end);
    },
  };
}

function reportStates(consumer: Consumer, report: (state: ConsumerState, reason?: string) => void): void {
  consumer.on(consumer.events.GROUP_JOIN, () => report('joined'));
  consumer.on(consumer.events.REBALANCING, () => report('rebalancing'));
  consumer.on(consumer.events.STOP, () => report('stopped'));
  consumer.on(consumer.events.CRASH, ({ payload }) =>
    report('crashed', describeError(explain(payload.error)).message),
  );
}

function partitionChunk(
  { batch, resolveOffset, heartbeat, pause, isRunning, isStale }: EachBatchPayload,
  jumps: JumpWatch,
): PartitionChunk {
  return {
    topic: batch.topic,
    partition: batch.partition,
    ...fetchedOf(batch),
    resolve: (offset) => {
      resolveOffset(offset);
      jumps.resolved(batch.topic, batch.partition, offset);
    },
    heartbeat,
    pause,
    isAbandoned: () => !isRunning() || isStale(),
  };
}
