// Asks the database how it would run a rule. The plan stays in its cache, so that the rule's first batch does not wait.
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
   * @throws RuleFileError if it may not; where Neo4j refuses it, Neo4j's own error is the cause
   * @throws GraphError if the database cannot say now
   */
  async check(rule: Rule): Promise<void> {
    const problems = planProblems(await this.explainRule(rule));
    if (problems.length > 0) throw new RuleFileError(`${rule.id}.cypher`, problems);
  }

  /** As `check`, but leaves it to the caller to judge the plan. */
  explainRule(rule: Rule): Promise<ExplainedQuery> {
    const { statement, parameters } = ruleQuery(rule, []);
    return this.explain(statement, parameters).catch((error) => {
      throw refusal(rule.id, error);
    });
  }

  /** Plans a statement without running it. Errors are the driver's: their messages repeat its text. */
  async explain(statement: Statement, parameters: Record<string, unknown> = {}): Promise<ExplainedQuery> {
    const session = this.neo4j.session({
      defaultAccessMode: 'READ',
      notificationFilter: { minimumSeverityLevel: 'INFORMATION' },
    });
    try {
      // On the text's first line, so that Neo4j counts lines as the file does.
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

// Only the code and the place are said.
function refusal(ruleId: string, error: unknown): Error {
  const graphError = toGraphError(error, `rule.${ruleId}.explain`);
  if (graphError.classification === 'transient') return graphError;
  const [, line, column] =
    /\(line (\d+), column (\d+)/.exec(error instanceof Error ? error.message : '') ?? [];
  const place = line === undefined ? '' : ` at line ${line}, column ${column}`;
  const reason = `Neo4j refuses it with ${graphError.code.split('.').at(-1)}${place}: "npm run rules -- check" shows why`;
  return new RuleFileError(`${ruleId}.cypher`, [reason], { cause: error });
}
