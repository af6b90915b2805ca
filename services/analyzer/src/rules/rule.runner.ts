// EVALUATE: runs every rule over the batch, each in its own read transaction, after the write has been committed.
import { Inject, Injectable } from '@nestjs/common';
import { inTracesOf, type Logger, loggerToken, spanTags, type TraceContext } from '@ringtrace/telemetry';
import { classifyNeo4jError, TracedNeo4j } from '@ringtrace/traced-neo4j';
import type { TransactionRow } from '../graph/write-transactions.ts';
import { type Detection, toDetections } from './finding.ts';
import { RuleRepository } from './rule.repository.ts';
import type { Rule, RuleHit } from './rule.ts';
import { RuleHitError, toHits } from './rule-hits.ts';
import { rowsFor, ruleQuery } from './rule-query.ts';
import { RuleStatistics } from './rule-statistics.ts';

export interface Evaluation {
  /** Each finding once, however many of its members are in the batch. */
  detections: Detection[];
  /** Keys of the transactions for which a live rule was skipped. */
  skipped: Set<string>;
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
  private readonly neo4j: TracedNeo4j;
  private readonly repository: RuleRepository;
  private readonly statistics: RuleStatistics;
  private readonly limits: RuleLimits;
  private readonly logger: Logger;

  constructor(
    neo4j: TracedNeo4j,
    repository: RuleRepository,
    statistics: RuleStatistics,
    @Inject(ruleLimits) limits: RuleLimits,
    @Inject(loggerToken) logger: Logger,
  ) {
    this.neo4j = neo4j;
    this.repository = repository;
    this.statistics = statistics;
    this.limits = limits;
    this.logger = logger;
  }

  /**
   * A rule that takes too much time or memory, or fails, is stopped, counted and retried once alone. The other rules and the
   * pipeline continue. Throws only if the database is unavailable. A rule appears in the traces of the rows it looks at.
   */
  async evaluate(rows: TransactionRow[], tracesOf: TracesOf = () => []): Promise<Evaluation> {
    const evaluation: Evaluation = { detections: [], skipped: new Set() };
    if (rows.length === 0) return evaluation;
    const queue = [...this.repository.running];
    const stopped: Rule[] = [];
    const work = async () => {
      for (let rule = queue.shift(); rule !== undefined; rule = queue.shift()) {
        const concerned = rowsFor(rule, rows);
        const hits = await inTracesOf(new Set(concerned.flatMap(({ id }) => tracesOf(id))), () =>
          this.attempt(rule, concerned, this.limits.budgetMs),
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
        leftMs > 0 ? await this.attempt(rule, part, Math.min(leftMs, this.limits.budgetMs)) : undefined;
      if (partHits === undefined) skipped.push(...part);
      else hits.push(...partHits);
    }
    evaluation.detections.push(...toDetections(rule, hits));
    if (skipped.length === 0) return;
    this.statistics.cutOff(rule.id, 'gave_up');
    this.logger.error({ rule: rule.id, transactions: skipped.length }, 'rule skipped for part of the batch');
    if (rule.mode === 'live') for (const row of skipped) evaluation.skipped.add(row.id);
  }

  /** Undefined if the rule was stopped or failed. */
  private async attempt(
    rule: Rule,
    rows: TransactionRow[],
    timeoutMs: number,
  ): Promise<RuleHit[] | undefined> {
    if (rows.length === 0) return [];
    const begin = performance.now();
    try {
      const hits = await this.run(rule, rows, timeoutMs);
      this.statistics.evaluated(rule.id, {
        transactions: rows.length,
        hits: hits.length,
        seconds: (performance.now() - begin) / 1000,
        truncations: hits.filter((hit) => hit.truncated).length,
      });
      return hits;
    } catch (error) {
      const isItsOwnFault = error instanceof RuleHitError || isFaultOfStatement(error);
      if (!isItsOwnFault) throw error;
      this.logger.warn({ rule: rule.id, transactions: rows.length, error }, 'rule stopped');
      return undefined;
    }
  }

  private async run(rule: Rule, rows: TransactionRow[], timeoutMs: number): Promise<RuleHit[]> {
    const { statement, parameters } = ruleQuery(rule, rows);
    const tags = {
      [spanTags.ruleId]: rule.id,
      [spanTags.ruleVersion]: rule.version,
      [spanTags.batchSize]: rows.length,
    };
    return toHits(rule.id, await this.neo4j.read(statement, parameters, { timeoutMs, tags }));
  }
}

// Too slow, too large, or an error in the query: a retry of the whole batch would fail again.
function isFaultOfStatement(error: unknown): boolean {
  const kind = classifyNeo4jError(error);
  return kind === 'size' || kind === 'permanent';
}
