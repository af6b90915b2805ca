// What each rule has done since the start of this process, for `GET /v1/rules` and for Prometheus.
import { Injectable } from '@nestjs/common';
import { Metrics } from '@ringtrace/telemetry';

export interface RuleFigures {
  /** Batches in which it had a row to look at. */
  batches: number;
  transactions: number;
  /** Rows that the rule returned, before known findings are merged. */
  hits: number;
  seconds: number;
  /** Hits in which a cap bit. */
  truncations: number;
  /** Times that it was over its budget or failed, and was stopped. */
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
    this.hits = metrics.counter('ringtrace_rule_hits_total', 'Hits, before known ones are merged', byRule);
    this.seconds = metrics.durations('ringtrace_rule_seconds', 'One rule over one batch', byRule);
    this.truncations = metrics.counter('ringtrace_rule_truncations_total', 'Hits where a cap bit', byRule);
    this.cutOffs = metrics.counter(
      'ringtrace_rule_cutoffs_total',
      'Times that a rule was stopped for its time, its memory or an error: then retried alone, or given up',
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

  // A first look at a rule also makes its series, at zero, so that a rate can be taken of its first event.
  private entry(ruleId: string): RuleFigures {
    const known = this.figures.get(ruleId);
    if (known) return known;
    const entry = { batches: 0, transactions: 0, hits: 0, seconds: 0, truncations: 0, cutOffs: 0 };
    this.figures.set(ruleId, entry);
    for (const outcome of ['retried', 'gave_up']) this.cutOffs.inc({ rule: ruleId, outcome }, 0);
    return entry;
  }
}
