// What each rule has done since the process started, for `GET /v1/rules` and Prometheus.
import { Injectable } from '@nestjs/common';
import { Metrics } from '@ringtrace/telemetry';

export interface RuleFigures {
  /** Batches with at least one row for it. */
  batches: number;
  transactions: number;
  /** Rows that the rule returned, before they are merged into findings. */
  hits: number;
  seconds: number;
  /** Hits for which a cap was reached. */
  truncations: number;
  /** How often it exceeded its time limit or failed, and was stopped. */
  cutOffs: number;
}

export type CutOffOutcome = 'retried' | 'gave_up';

@Injectable()
export class RuleStatistics {
  private readonly figures = new Map<string, RuleFigures>();
  private readonly hits;
  private readonly seconds;
  private readonly truncations;
  private readonly cutOffs;

  constructor(metrics: Metrics) {
    const byRule = ['rule'];
    this.hits = metrics.counter(
      'ringtrace_rule_hits_total',
      'Hits, before they are merged into findings',
      byRule,
    );
    this.seconds = metrics.durations('ringtrace_rule_seconds', 'Duration of one rule for one batch', byRule);
    this.truncations = metrics.counter(
      'ringtrace_rule_truncations_total',
      'Hits for which a cap was reached',
      byRule,
    );
    this.cutOffs = metrics.counter(
      'ringtrace_rule_cutoffs_total',
      'Rules stopped because of time, memory or an error: then retried alone, or skipped',
      ['rule', 'outcome'],
    );
  }

  of(ruleId: string): RuleFigures {
    return { ...this.entry(ruleId) };
  }

  evaluated(
    ruleId: string,
    run: Pick<RuleFigures, 'transactions' | 'hits' | 'seconds' | 'truncations'>,
  ): void {
    const entry = this.entry(ruleId);
    entry.batches += 1;
    entry.transactions += run.transactions;
    entry.hits += run.hits;
    entry.seconds += run.seconds;
    entry.truncations += run.truncations;
    this.hits.inc({ rule: ruleId }, run.hits);
    this.seconds.observe({ rule: ruleId }, run.seconds);
    this.truncations.inc({ rule: ruleId }, run.truncations);
  }

  cutOff(ruleId: string, outcome: CutOffOutcome): void {
    if (outcome === 'retried') this.entry(ruleId).cutOffs += 1;
    this.cutOffs.inc({ rule: ruleId, outcome });
  }

  // Also creates the rule's time series at zero, so that a rate includes its first event.
  private entry(ruleId: string): RuleFigures {
    const known = this.figures.get(ruleId);
    if (known) return known;
    const entry = { batches: 0, transactions: 0, hits: 0, seconds: 0, truncations: 0, cutOffs: 0 };
    this.figures.set(ruleId, entry);
    for (const outcome of ['retried', 'gave_up']) this.cutOffs.inc({ rule: ruleId, outcome }, 0);
    return entry;
  }
}
