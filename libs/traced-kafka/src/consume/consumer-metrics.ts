// The consumer's metrics. Labels are topics, partitions, outcomes and codes, never values of a record.
import type { Metrics } from '@ringtrace/telemetry';

export type ConsumerMetrics = ReturnType<typeof consumerMetrics>;

export function consumerMetrics(metrics: Metrics) {
  return {
    records: metrics.counter('kafka_consumer_records_total', 'Records by outcome', ['topic', 'outcome']),
    deadLetters: metrics.counter(
      'kafka_consumer_dead_letters_total',
      'Dead letters that were acknowledged, by reason and disposition',
      ['topic', 'reason', 'disposition'],
    ),
    queueSeconds: metrics.durations(
      'kafka_consumer_queue_seconds',
      'Time from a record’s timestamp to the start of its batch',
      ['topic'],
    ),
    implausibleTimestamps: metrics.counter(
      'kafka_consumer_implausible_timestamps_total',
      'Records whose timestamp is missing, before 2001 or in the future; their time in the queue counts as 0',
    ),
    batchSeconds: metrics.durations(
      'kafka_consumer_batch_seconds',
      'Time to process one batch, retries included',
      ['topic'],
    ),
    restarts: metrics.counter('kafka_consumer_restarts_total', 'Consumers that ended and were replaced'),
    rebalances: metrics.counter(
      'kafka_consumer_rebalances_total',
      'Rebalances of the group while this consumer was a member',
    ),
    partitionsWaiting: metrics.gauge(
      'kafka_consumer_partitions_waiting',
      'Partitions that are paused until a retry',
      ['topic'],
    ),
    lag: metrics.gauge('kafka_consumer_lag', 'Records behind the end of the partition', [
      'topic',
      'partition',
    ]),
  };
}
