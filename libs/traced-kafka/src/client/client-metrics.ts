// Metrics of the clients themselves. Labels are topics, kinds and reasons only.
import type { Metrics } from '@ringtrace/telemetry';

export type ClientKind = 'producer' | 'consumer' | 'admin';
/** `no-answer`: a broker stayed silent. `failing`: request after request failed. `crashed`: the client gave up. */
export type ReplacementReason = 'no-answer' | 'failing' | 'crashed';

export type ClientMetrics = ReturnType<typeof clientMetrics>;

export function clientMetrics(metrics: Metrics) {
  const replacements = metrics.counter(
    'kafka_client_replacements_total',
    'Kafka clients that were given up and replaced',
    ['kind', 'reason'],
  );
  const recordsLost = metrics.counter(
    'kafka_consumer_records_lost_total',
    'Records that left the topic before the group had read them',
    ['topic'],
  );
  // A series that begins with its first event shows no increase.
  for (const kind of ['producer', 'admin']) {
    for (const reason of ['no-answer', 'failing']) replacements.inc({ kind, reason }, 0);
  }
  for (const reason of ['no-answer', 'crashed']) replacements.inc({ kind: 'consumer', reason }, 0);
  return {
    recordsLost,
    replaced: (kind: ClientKind, reason: ReplacementReason) => replacements.inc({ kind, reason }),
  };
}
