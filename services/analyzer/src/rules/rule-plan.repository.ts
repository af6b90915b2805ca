// Has the database plan a rule. The plan stays in its cache until it restarts, so that no batch waits for it. Planning has no
// time limit: a plan that takes longer than a limit would be begun anew for ever.
import { Injectable } from '@nestjs/common';
import {
  classifyNeo4jError,
  isTimeLimitError,
  type Statement,
  TracedNeo4j,
  toGraphError,
} from '@ringtrace/traced-neo4j';
import { PlanKeeper } from '../graph/plan-keeper.ts';
import type { Rule } from './rule.ts';
import { RuleFileError } from './rule-file-error.ts';
import { type ExplainedQuery, type PlanNode, planProblems } from './rule-plan.ts';
import { ruleQuery } from './rule-query.ts';

@Injectable()
export class RulePlanRepository {
  private readonly neo4j: TracedNeo4j;
  private readonly keeper: PlanKeeper;
  private rules: readonly Rule[] = [];

  constructor(neo4j: TracedNeo4j) {
    this.neo4j = neo4j;
    this.keeper = new PlanKeeper(neo4j, (report) => this.planAll(report));
  }

  /** What is being planned after an interruption of the database; undefined if nothing is. */
  get progress(): string | undefined {
    return this.keeper.progress;
  }

  /** Call what this returns when `check` has accepted all rules: then the first batch need not have them planned again. */
  beginLoading(): () => void {
    return this.keeper.begin();
  }

  /**
   * Resolves when the database has the plans of these rules, which a restart loses.
   * @throws RetryLaterError after five seconds, so that a waiting consumer can still be stopped
   */
  whenPlanned(rules: readonly Rule[]): Promise<void> {
    this.rules = rules;
    return this.keeper.whenPlanned();
  }

  /**
   * Resolves if the rule may run. Its plan is then in the cache.
   * @throws RuleFileError if it may not; if Neo4j rejects the query, with Neo4j's error as cause
   * @throws GraphError if the database is unavailable, or gives up before it knows
   */
  async check(rule: Rule): Promise<void> {
    const problems = planProblems(await this.explainRule(rule));
    if (problems.length > 0) throw new RuleFileError(`${rule.id}.cypher`, problems);
    await this.runEmpty(rule);
  }

  /** Puts the plan of a rule that may run into the cache. @throws GraphError if the database is unavailable */
  async plan(rule: Rule): Promise<void> {
    try {
      await this.explainRule(rule);
      await this.runEmpty(rule);
    } catch (error) {
      // Anything else is reported by the first batch, which is told which payments the rule has not seen.
      if (classifyNeo4jError(error) === 'transient') throw error;
    }
  }

  /** Like `check`, but leaves the evaluation of the plan to the caller. */
  explainRule(rule: Rule): Promise<ExplainedQuery> {
    const { statement, parameters } = ruleQuery(rule, []);
    return this.explain(statement, parameters).catch((error) => {
      throw rejectionOf(rule.id, error);
    });
  }

  /** Plans a statement without running it. Throws the driver's errors, whose messages contain text of the statement. */
  async explain(statement: Statement, parameters: Record<string, unknown> = {}): Promise<ExplainedQuery> {
    const session = this.neo4j.session({
      defaultAccessMode: 'READ',
      notificationFilter: { minimumSeverityLevel: 'INFORMATION' },
    });
    try {
      // On the first line of the text, so that Neo4j's line numbers are those of the file.
      const explained = { name: `${statement.name}.explain`, text: `EXPLAIN ${statement.text}` };
      const result = session.run(explained, parameters, { timeout: 0 });
      const columns = await result.keys();
      const { summary } = await result;
      return {
        queryType: summary.queryType,
        columns: columns.map(String),
        plan: summary.plan as PlanNode,
        notifications: summary.notifications.map(({ code, description, position }) => ({
          code,
          description,
          ...('line' in position ? { line: position.line } : {}),
        })),
      };
    } finally {
      await session.close().catch(() => undefined);
    }
  }

  private async planAll(report: (progress: string) => void): Promise<void> {
    for (const [index, rule] of this.rules.entries()) {
      report(`planning rule ${index + 1} of ${this.rules.length}`);
      await this.plan(rule);
    }
  }

  // The first run after EXPLAIN still takes a good part of the time of planning.
  private async runEmpty(rule: Rule): Promise<void> {
    const { statement, parameters } = ruleQuery(rule, []);
    try {
      await this.neo4j.read(statement, parameters);
    } catch (error) {
      // A query that does work without any rows: its plan is there all the same.
      if (!isTimeLimitError(error)) throw error;
    }
  }
}

// Only the code and the position: the message contains text of the query.
function rejectionOf(ruleId: string, error: unknown): Error {
  const graphError = toGraphError(error, `rule.${ruleId}.explain`);
  // A server that is too slow, even because of a limit of its own, says nothing about the rule.
  if (graphError.classification === 'transient' || isTimeLimitError(error)) return graphError;
  const [, line, column] =
    /\(line (\d+), column (\d+)/.exec(error instanceof Error ? error.message : '') ?? [];
  const place = line === undefined ? '' : ` at line ${line}, column ${column}`;
  const reason = `Neo4j rejects it with ${graphError.code.split('.').at(-1)}${place}: "npm run rules -- check" shows why`;
  return new RuleFileError(`${ruleId}.cypher`, [reason], { cause: error });
}
