// What a consumer counts. Labels are topic, partition and outcome only.
import type { Metrics } from '@ringtrace/telemetry';

export function consumerMetrics(metrics: Metrics) {
  return {
    records: metrics.counter('kafka_consumer_records_total', 'Records by what became of them', [
      'topic',
      'outcome',
    ]),
    queueSeconds: metrics.durations('kafka_consumer_queue_seconds', 'From produced to taken in hand', [
      'topic',
    ]),
    batchSeconds: metrics.durations('kafka_consumer_batch_seconds', 'Work on one batch, retries included', [
      'topic',
    ]),
    restarts: metrics.counter('kafka_consumer_restarts_total', 'Consumers that ended and were replaced'),
    rebalances: metrics.counter(
      'kafka_consumer_rebalances_total',
      'Times that the group shared its partitions out anew while this consumer was in it',
    ),
    lag: metrics.gauge('kafka_consumer_lag', 'Records behind the end of the partition', [
      'topic',
      'partition',
    ]),
  };
}
