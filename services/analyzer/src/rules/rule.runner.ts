// EVALUATE: every rule over the batch, each in a read transaction of its own after the write has been committed.
import { Inject, Injectable } from '@nestjs/common';
import { inTracesOf, LOGGER, type Logger, spanTags, type TraceContext } from '@ringtrace/telemetry';
import { classifyNeo4jError, TracedNeo4j } from '@ringtrace/traced-neo4j';
import type { TransactionRow } from '../graph/write-transactions.ts';
import { type Detection, toFindings } from './finding.ts';
import { RuleRepository } from './rule.repository.ts';
import type { Rule, RuleHit } from './rule.ts';
import { RuleHitError, toHits } from './rule-hits.ts';
import { rowsFor, ruleQuery } from './rule-query.ts';
import { RuleStatistics } from './rule-statistics.ts';

export interface Evaluation {
  /** Each finding once, whichever and however many of its members are in the batch. */
  found: Detection[];
  /** Ids of rows that a live rule has not seen, since it was cut off and given up. */
  unseen: Set<string>;
}

/** The traces of a transaction: more than one if it was sent twice. */
export type TracesOf = (transactionId: string) => TraceContext[];

/** What a rule may take for a batch before it is cut off, and how many rules run at once. */
export interface RuleLimits {
  budgetMs: number;
  atOnce: number;
}

export const RULE_LIMITS = Symbol('RULE_LIMITS');

/** A rule that was cut off gets its rows once more in so many parts; all that were have the time of so many budgets. */
const retryParts = 8;
const retryBudgets = 2;

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
    @Inject(RULE_LIMITS) limits: RuleLimits,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.neo4j = neo4j;
    this.repository = repository;
    this.statistics = statistics;
    this.limits = limits;
    this.logger = logger;
  }

  /**
   * A rule that takes too long, too much memory or fails is cut off, counted and tried once more alone; the others, and
   * the pipeline, go on. Throws only if the database is away. A rule is shown in the traces of the rows that it looks at.
   */
  async evaluate(rows: TransactionRow[], tracesOf: TracesOf = () => []): Promise<Evaluation> {
    const evaluation: Evaluation = { found: [], unseen: new Set() };
    if (rows.length === 0) return evaluation;
    const waiting = [...this.repository.running];
    const cutOff: Rule[] = [];
    const work = async () => {
      for (let rule = waiting.shift(); rule !== undefined; rule = waiting.shift()) {
        const concerned = rowsFor(rule, rows);
        const hits = await inTracesOf(new Set(concerned.flatMap(({ id }) => tracesOf(id))), () =>
          this.attempt(rule, concerned, this.limits.budgetMs),
        );
        if (hits === undefined) cutOff.push(rule);
        else evaluation.found.push(...toFindings(rule, hits));
      }
    };
    await Promise.all(Array.from({ length: this.limits.atOnce }, work));
    const until = Date.now() + retryBudgets * this.limits.budgetMs;
    for (const rule of cutOff) await this.retryAlone(rule, rowsFor(rule, rows), until, evaluation);
    return evaluation;
  }

  // In parts, so that what is too much together may pass, and one row that is too much alone costs few others.
  private async retryAlone(
    rule: Rule,
    rows: TransactionRow[],
    until: number,
    evaluation: Evaluation,
  ): Promise<void> {
    this.statistics.cutOff(rule.id, 'retried');
    const size = Math.ceil(rows.length / retryParts);
    const hits: RuleHit[] = [];
    const unseen: TransactionRow[] = [];
    for (let begin = 0; begin < rows.length; begin += size) {
      const part = rows.slice(begin, begin + size);
      const leftMs = until - Date.now();
      const seen =
        leftMs > 0 ? await this.attempt(rule, part, Math.min(leftMs, this.limits.budgetMs)) : undefined;
      if (seen === undefined) unseen.push(...part);
      else hits.push(...seen);
    }
    evaluation.found.push(...toFindings(rule, hits));
    if (unseen.length === 0) return;
    this.statistics.cutOff(rule.id, 'gave_up');
    this.logger.error(
      { rule: rule.id, transactions: unseen.length },
      'rule given up for a part of the batch',
    );
    if (rule.mode === 'live') for (const row of unseen) evaluation.unseen.add(row.id);
  }

  /** Undefined if the rule was cut off or failed. */
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
      this.logger.warn({ rule: rule.id, transactions: rows.length, error }, 'rule cut off');
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

// Too long, too large, or an error in the query: another attempt at the whole batch would meet it again.
function isFaultOfStatement(error: unknown): boolean {
  const kind = classifyNeo4jError(error);
  return kind === 'size' || kind === 'permanent';
}
