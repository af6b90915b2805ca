// EVALUATE: runs every rule over the batch, each in its own read transaction, after the write has been committed.
import { Inject, Injectable } from '@nestjs/common';
import { inTracesOf, type Logger, loggerToken, type TraceContext } from '@ringtrace/telemetry';
import type { TransactionRow } from '../graph/write-transactions.ts';
import { type Detection, toDetections } from './finding.ts';
import { RuleAttempts } from './rule.attempts.ts';
import { RuleRepository } from './rule.repository.ts';
import type { Rule, RuleHit } from './rule.ts';
import { rowsFor } from './rule-query.ts';
import { RuleStatistics } from './rule-statistics.ts';

export interface Evaluation {
  /** Each finding once, however many of its members are in the batch. */
  detections: Detection[];
  /** The transactions for which a live rule was skipped, once per rule. */
  skipped: SkippedRow[];
}

export interface SkippedRow {
  row: TransactionRow;
  /** How far from it, in event time, the rule looks for others. */
  windowMs: number;
}

/** The traces of a transaction: several if it was sent several times. */
export type TracesOf = (transactionKey: string) => TraceContext[];

/** The time limit of one rule for one batch, and the number of rules that run concurrently. */
export interface RuleLimits {
  budgetMs: number;
  maxConcurrentRules: number;
}

export const ruleLimits = Symbol('ruleLimits');

/** A rule that was stopped is retried with its rows in this many parts. */
const retryParts = 8;
/** All retries of a batch together take at most this many budgets. */
const maxRetryBudgets = 2;

@Injectable()
export class RuleRunner {
  private readonly attempts: RuleAttempts;
  private readonly repository: RuleRepository;
  private readonly statistics: RuleStatistics;
  private readonly limits: RuleLimits;
  private readonly logger: Logger;

  constructor(
    attempts: RuleAttempts,
    repository: RuleRepository,
    statistics: RuleStatistics,
    @Inject(ruleLimits) limits: RuleLimits,
    @Inject(loggerToken) logger: Logger,
  ) {
    this.attempts = attempts;
    this.repository = repository;
    this.statistics = statistics;
    this.limits = limits;
    this.logger = logger;
  }

  /**
   * A rule that takes too much time or memory, or fails, is stopped, counted and retried once alone. The other rules and the
   * pipeline continue. Throws only if the database is unavailable, or still plans the rules. A rule appears in the traces of
   * the rows it looks at.
   */
  async evaluate(rows: TransactionRow[], tracesOf: TracesOf = () => []): Promise<Evaluation> {
    const evaluation: Evaluation = { detections: [], skipped: [] };
    if (rows.length === 0) return evaluation;
    const { running } = this.repository;
    await this.attempts.whenPlanned(running);
    const queue = [...running];
    const stopped: Rule[] = [];
    const work = async () => {
      for (let rule = queue.shift(); rule !== undefined; rule = queue.shift()) {
        const concerned = rowsFor(rule, rows);
        const hits = await inTracesOf(new Set(concerned.flatMap(({ id }) => tracesOf(id))), () =>
          this.attempts.attempt(rule, concerned, this.limits.budgetMs),
        );
        if (hits === undefined) stopped.push(rule);
        else evaluation.detections.push(...toDetections(rule, hits));
      }
    };
    await Promise.all(Array.from({ length: this.limits.maxConcurrentRules }, work));
    const deadline = performance.now() + maxRetryBudgets * this.limits.budgetMs;
    for (const rule of stopped) await this.retryAlone(rule, rowsFor(rule, rows), deadline, evaluation);
    return evaluation;
  }

  // In parts: rows that are too many together may pass, and one expensive row affects only the few others of its part.
  private async retryAlone(
    rule: Rule,
    rows: TransactionRow[],
    deadline: number,
    evaluation: Evaluation,
  ): Promise<void> {
    this.statistics.cutOff(rule.id, 'retried');
    const size = Math.ceil(rows.length / retryParts);
    const hits: RuleHit[] = [];
    const skipped: TransactionRow[] = [];
    for (let begin = 0; begin < rows.length; begin += size) {
      const part = rows.slice(begin, begin + size);
      const leftMs = deadline - performance.now();
      const partHits =
        leftMs > 0
          ? await this.attempts.attempt(rule, part, Math.min(leftMs, this.limits.budgetMs))
          : undefined;
      if (partHits === undefined) skipped.push(...part);
      else hits.push(...partHits);
    }
    evaluation.detections.push(...toDetections(rule, hits));
    if (skipped.length === 0) return;
    this.statistics.cutOff(rule.id, 'gave_up');
    this.logger.error({ rule: rule.id, transactions: skipped.length }, 'rule skipped for part of the batch');
    if (rule.mode === 'live')
      evaluation.skipped.push(...skipped.map((row) => ({ row, windowMs: windowOf(rule) })));
  }
}

/** Of the threshold that all shipped rules have. Without it a day, the longest of theirs. */
function windowOf({ parameters }: Rule): number {
  return typeof parameters.windowMs === 'number' ? parameters.windowMs : 86_400_000;
}
