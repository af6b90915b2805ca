// Runs a rule over one batch of stored transactions, to see what it finds and costs. Read-only.
import { int, type Statement, type TracedNeo4j, toGraphError } from '@ringtrace/traced-neo4j';
import {
  type StoredTransaction,
  type TransactionRow,
  toRows,
  toStoredEvent,
} from '../../graph/write-transactions.ts';
import type { Rule, RuleHit } from '../rule.ts';
import { toHits } from '../rule-hits.ts';
import type { PlanNode } from '../rule-plan.ts';
import { ruleQuery } from '../rule-query.ts';

export interface RuleTrial {
  transactions: number;
  hits: RuleHit[];
  milliseconds: number;
  /** With the actual rows and database hits of each operator. */
  plan: PlanNode;
}

// Scans all transactions. No statement of the service may do that, but a person runs this one only now and then.
const newestTransactions: Statement = {
  name: 'rules.newest-transactions',
  text: `
    MATCH (t:Transaction)
    WHERE t.occurredAtMs IS NOT NULL AND t.erasedAtMs IS NULL
      AND all(need IN $needs WHERE t[need] IS NOT NULL) AND (size($types) = 0 OR t.type IN $types)
    WITH t ORDER BY t.occurredAtMs DESC, t.id LIMIT $limit
    RETURN properties(t) AS stored`,
};

const timeoutMs = 60_000;

export class RuleTrialRepository {
  private readonly neo4j: TracedNeo4j;

  constructor(neo4j: TracedNeo4j) {
    this.neo4j = neo4j;
  }

  /** The newest transactions that match the rule's header, at most `limit`. @throws GraphError */
  async newest({ needs, types }: Rule, limit: number): Promise<TransactionRow[]> {
    const parameters = { needs, types, limit: int(limit) };
    const rows = await this.neo4j.read<{ stored: StoredTransaction }>(newestTransactions, parameters, {
      timeoutMs,
    });
    return toRows(rows.map(({ stored }) => toStoredEvent(stored)));
  }

  /** @throws GraphError; RuleHitError if a row is not what a rule may return */
  async run(rule: Rule, rows: TransactionRow[]): Promise<RuleTrial> {
    const { statement, parameters } = ruleQuery(rule, rows);
    // Not measured: the first run also has to be planned.
    await this.neo4j.read(statement, parameters, { timeoutMs, maxAttempts: 1 });
    const begin = performance.now();
    const found = await this.neo4j.read<Record<string, unknown>>(statement, parameters, {
      timeoutMs,
      maxAttempts: 1,
    });
    const milliseconds = performance.now() - begin;
    const plan = await this.profile(statement, parameters);
    return { transactions: rows.length, hits: toHits(rule.id, found), milliseconds, plan };
  }

  private async profile({ name, text }: Statement, parameters: Record<string, unknown>): Promise<PlanNode> {
    const session = this.neo4j.session({ defaultAccessMode: 'READ' });
    try {
      const profiled = { name: `${name}.profile`, text: `PROFILE ${text}` };
      const { summary } = await session.run(profiled, parameters, { timeout: timeoutMs });
      return summary.profile as unknown as PlanNode;
    } catch (error) {
      throw toGraphError(error, `${name}.profile`);
    } finally {
      await session.close().catch(() => undefined);
    }
  }
}
