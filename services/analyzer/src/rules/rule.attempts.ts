// One attempt at one rule, in a read transaction of its own.
import { Inject, Injectable } from '@nestjs/common';
import { type Logger, loggerToken, spanTags } from '@ringtrace/telemetry';
import { classifyNeo4jError, isTimeLimitError, TracedNeo4j } from '@ringtrace/traced-neo4j';
import type { TransactionRow } from '../graph/write-transactions.ts';
import type { Rule, RuleHit } from './rule.ts';
import { RuleHitError, toHits } from './rule-hits.ts';
import { RulePlanRepository } from './rule-plan.repository.ts';
import { ruleQuery } from './rule-query.ts';
import { RuleStatistics } from './rule-statistics.ts';

@Injectable()
export class RuleAttempts {
  private readonly neo4j: TracedNeo4j;
  private readonly plans: RulePlanRepository;
  private readonly statistics: RuleStatistics;
  private readonly logger: Logger;

  constructor(
    neo4j: TracedNeo4j,
    plans: RulePlanRepository,
    statistics: RuleStatistics,
    @Inject(loggerToken) logger: Logger,
  ) {
    this.neo4j = neo4j;
    this.plans = plans;
    this.statistics = statistics;
    this.logger = logger;
  }

  /** Resolves when the database has the plans of these rules. @throws RetryLaterError if that takes too long for now */
  whenPlanned(rules: readonly Rule[]): Promise<void> {
    return this.plans.whenPlanned(rules);
  }

  /**
   * Undefined if the rule was stopped or failed. The time limit is for the rule, not for its plan: if the plan was missing, it
   * is made without a limit, and the rule runs once more. Throws only if the database is unavailable.
   */
  async attempt(
    rule: Rule,
    rows: TransactionRow[],
    timeoutMs: number,
    isPlanned = false,
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
      if (!isPlanned && isTimeLimitError(error) && (await this.lackedPlan(rule, timeoutMs)))
        return this.attempt(rule, rows, timeoutMs, true);
      this.logger.warn({ rule: rule.id, transactions: rows.length, error }, 'rule stopped');
      return undefined;
    }
  }

  /** Makes the plan. If that takes a good part of the rule's time limit, the plan was missing and explains why it was exceeded. */
  private async lackedPlan(rule: Rule, timeoutMs: number): Promise<boolean> {
    const begin = performance.now();
    await this.plans.plan(rule);
    return performance.now() - begin > timeoutMs / 2;
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
