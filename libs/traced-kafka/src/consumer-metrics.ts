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
    sliceSeconds: metrics.durations('kafka_consumer_slice_seconds', 'Work on one slice, retries included', [
      'topic',
    ]),
    lag: metrics.gauge('kafka_consumer_lag', 'Records behind the end of the partition', [
      'topic',
      'partition',
    ]),
  };
}
