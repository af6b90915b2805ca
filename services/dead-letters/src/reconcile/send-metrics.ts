// Tells the Datadog agent what a run has found. Every value is sent, also 0, so that no old one stays on a dashboard.
import { sendGauge } from '@ringtrace/telemetry';
import { dispositions } from '@ringtrace/traced-kafka';
import type { ReconcileReport } from './reconcile-report.ts';
import type { OpenLetters } from './reconciler.ts';

export function sendMetrics(report: ReconcileReport, letters: OpenLetters, nowMs: number): void {
  const { judged, deadLettered, erased, waiting, missing } = report;
  const outcomes = { judged, 'dead-lettered': deadLettered, erased, waiting, missing };
  for (const [outcome, count] of Object.entries(outcomes))
    sendGauge('ringtrace.reconciled.payments', count, { outcome });
  for (const disposition of dispositions)
    sendGauge('ringtrace.dead_letters.open', letters.byDisposition[disposition] ?? 0, { disposition });
  const ageMs = Number.isFinite(letters.oldestMs) ? Math.max(0, nowMs - letters.oldestMs) : 0;
  sendGauge('ringtrace.dead_letters.oldest_age', Math.round(ageMs / 1_000));
}
