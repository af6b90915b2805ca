// The spans around a handler: `kafka.queue` while a record waited, `kafka.consume` for each attempt of a message,
// `kafka.consume_batch` for a batch of several.
import { isSampled, recordSpan, type SpanOptions, spanTags, type TraceContext } from '@ringtrace/telemetry';
import type { KafkaRecord } from '../client/kafka-port.ts';
import type { ConsumedMessage } from './consumed-message.ts';
import { queueTimeMs } from './queue-time.ts';

export function recordQueueTime(record: KafkaRecord, parent: TraceContext | undefined): void {
  if (parent === undefined || !isSampled(parent)) return;
  const now = Date.now();
  recordSpan('kafka.queue', {
    parent,
    resource: record.topic,
    startTime: now - queueTimeMs(record.timestampMs, now),
    tags: recordTags(record),
  });
}

export function consumeSpan(
  { record, upstream }: Pick<ConsumedMessage, 'record' | 'upstream'>,
  attempt: number,
  group: string,
): SpanOptions {
  return {
    // A record without a trace starts its own; it must not join whatever trace is active.
    parent: upstream ?? null,
    kind: 'consumer',
    resource: record.topic,
    type: 'worker',
    tags: { ...recordTags(record), [spanTags.kafkaGroup]: group, [spanTags.kafkaAttempt]: attempt },
  };
}

export function batchSpan(records: KafkaRecord[], group: string): SpanOptions {
  const { topic } = records[0] as KafkaRecord;
  return {
    parent: null,
    kind: 'consumer',
    resource: topic,
    type: 'worker',
    tags: {
      [spanTags.messagingSystem]: 'kafka',
      [spanTags.kafkaTopic]: topic,
      [spanTags.kafkaPartitions]: new Set(records.map((record) => record.partition)).size,
      [spanTags.kafkaGroup]: group,
      [spanTags.messagingBatchSize]: records.length,
    },
  };
}

function recordTags(record: KafkaRecord) {
  return {
    [spanTags.messagingSystem]: 'kafka',
    [spanTags.messagingDestination]: record.topic,
    [spanTags.kafkaTopic]: record.topic,
    [spanTags.kafkaPartition]: record.partition,
    [spanTags.kafkaOffset]: record.offset,
  };
}
