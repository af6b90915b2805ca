// Metrics of the ingestor. Accepted transactions must equal verdicts plus dead letters.
import { Injectable } from '@nestjs/common';
import type { ProblemAnswer } from '@ringtrace/service-shell';
import { Metrics } from '@ringtrace/telemetry';

@Injectable()
export class AcceptMetrics {
  private readonly transactions;
  private readonly seconds;

  constructor(metrics: Metrics) {
    this.transactions = metrics.counter(
      'ringtrace_transactions_total',
      'Transactions received, by outcome: accepted, or the last part of the problem type',
      ['outcome'],
    );
    this.seconds = metrics.durations(
      'ringtrace_accept_seconds',
      'From the parsed body to the acknowledgement, for requests with at least one accepted transaction',
    );
  }

  accepted(count: number, startedAt: number): void {
    if (count === 0) return;
    this.transactions.inc({ outcome: 'accepted' }, count);
    this.seconds.observe((performance.now() - startedAt) / 1_000);
  }

  rejected(problem: ProblemAnswer): void {
    this.transactions.inc({ outcome: problem.type.slice(problem.type.lastIndexOf('/') + 1) });
  }
}
