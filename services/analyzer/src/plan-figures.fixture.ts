// Reads figures from query plans, for tests of what statements cost.
import type { Statement, TracedNeo4j } from '@ringtrace/traced-neo4j';
import { RulePlanRepository } from './rules/rule-plan.repository.ts';
import { forbiddenOperators, type PlanNode } from './rules/rule-plan.ts';

/**
 * What is wrong with the plan of a bounded statement that locks nodes before it checks them. Eager is accepted for such a
 * statement.
 */
export async function seekProblems(neo4j: TracedNeo4j, statement: Statement): Promise<string[]> {
  const { plan } = await new RulePlanRepository(neo4j).explain(statement);
  const forbidden = forbiddenOperators(plan).filter((problem) => !problem.startsWith('Eager '));
  return [...forbidden, ...unboundedSeeks(plan), ...sortedSeeks(plan)];
}

const isSeek = ({ operatorType }: PlanNode) => /IndexSeek/.test(operatorType);

/** Index seeks on time that are not bounded to a window. */
export function unboundedSeeks(plan: PlanNode): string[] {
  const details = String(plan.arguments.Details ?? '');
  const isInTime = isSeek(plan) && /\([^)]*occurredAtMs\)/.test(details);
  const isBounded = /occurredAtMs >=? /.test(details) && /occurredAtMs <=? /.test(details);
  return [...(isInTime && !isBounded ? [details] : []), ...plan.children.flatMap(unboundedSeeks)];
}

/** Index seeks whose rows are sorted afterwards, although the index could return them in order. */
export function sortedSeeks(plan: PlanNode): string[] {
  const own = /^(Top|Sort)@/.test(plan.operatorType) ? seeksBelow(plan) : [];
  return [...own, ...plan.children.flatMap(sortedSeeks)];
}

// Not seeks below an operator that limits or aggregates rows, nor those of an existence check.
function seeksBelow(plan: PlanNode): string[] {
  const isExistenceCheck = /^(Anti)?SemiApply@/.test(plan.operatorType);
  return plan.children.slice(0, isExistenceCheck ? 1 : 2).flatMap((child) => {
    if (/^(Limit|PartialTop|EagerAggregation|OrderedAggregation)@/.test(child.operatorType)) return [];
    return isSeek(child) ? [String(child.arguments.Details)] : seeksBelow(child);
  });
}
