// Has the database plan a rule. The plan stays in its cache, so that the rule's first batch does not wait for it.
import { Injectable } from '@nestjs/common';
import { type Statement, TracedNeo4j, toGraphError } from '@ringtrace/traced-neo4j';
import type { Rule } from './rule.ts';
import { RuleFileError } from './rule-file-error.ts';
import { type ExplainedQuery, type PlanNode, planProblems } from './rule-plan.ts';
import { ruleQuery } from './rule-query.ts';

@Injectable()
export class RulePlanRepository {
  private readonly neo4j: TracedNeo4j;

  constructor(neo4j: TracedNeo4j) {
    this.neo4j = neo4j;
  }

  /**
   * Resolves if the rule may run.
   * @throws RuleFileError if it may not; if Neo4j rejects the query, with Neo4j's error as cause
   * @throws GraphError if the database is unavailable
   */
  async check(rule: Rule): Promise<void> {
    const problems = planProblems(await this.explainRule(rule));
    if (problems.length > 0) throw new RuleFileError(`${rule.id}.cypher`, problems);
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
      const result = session.run(explained, parameters);
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
}

// Only the code and the position: the message contains text of the query.
function rejectionOf(ruleId: string, error: unknown): Error {
  const graphError = toGraphError(error, `rule.${ruleId}.explain`);
  if (graphError.classification === 'transient') return graphError;
  const [, line, column] =
    /\(line (\d+), column (\d+)/.exec(error instanceof Error ? error.message : '') ?? [];
  const place = line === undefined ? '' : ` at line ${line}, column ${column}`;
  const reason = `Neo4j rejects it with ${graphError.code.split('.').at(-1)}${place}: "npm run rules -- check" shows why`;
  return new RuleFileError(`${ruleId}.cypher`, [reason], { cause: error });
}
