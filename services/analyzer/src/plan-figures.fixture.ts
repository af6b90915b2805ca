// What a plan says of itself: for tests of what statements cost.
import type { Statement, TracedNeo4j } from '@ringtrace/traced-neo4j';
import { RulePlanRepository } from './rules/rule-plan.repository.ts';
import { forbiddenOperators, type PlanNode } from './rules/rule-plan.ts';

/** What is wrong with the plan of a statement that locks, then looks. An Eager is fine: it holds what one batch takes. */
export async function seekProblems(neo4j: TracedNeo4j, statement: Statement): Promise<string[]> {
  const { plan } = await new RulePlanRepository(neo4j).explain(statement);
  const forbidden = forbiddenOperators(plan).filter((problem) => !problem.startsWith('Eager '));
  return [...forbidden, ...unboundedSeeks(plan), ...sortedSeeks(plan)];
}

const isSeek = ({ operatorType }: PlanNode) => /IndexSeek/.test(operatorType);

/** Index seeks that read more of an entity's history than a window. */
export function unboundedSeeks(plan: PlanNode): string[] {
  const details = String(plan.arguments.Details ?? '');
  const isInTime = isSeek(plan) && /\([^)]*occurredAtMs\)/.test(details);
  const isBounded = /occurredAtMs >=? /.test(details) && /occurredAtMs <=? /.test(details);
  return [...(isInTime && !isBounded ? [details] : []), ...plan.children.flatMap(unboundedSeeks)];
}

/** Seeks whose rows are all read and sorted, of which only some are wanted: the index has them in order already. */
export function sortedSeeks(plan: PlanNode): string[] {
  const own = /^(Top|Sort)@/.test(plan.operatorType) ? seeksBelow(plan) : [];
  return [...own, ...plan.children.flatMap(sortedSeeks)];
}

// Not those behind a step that takes only some, or makes one row of all; nor those that only ask if there is any.
function seeksBelow(plan: PlanNode): string[] {
  const isQuestion = /^(Anti)?SemiApply@/.test(plan.operatorType);
  return plan.children.slice(0, isQuestion ? 1 : 2).flatMap((child) => {
    if (/^(Limit|PartialTop|EagerAggregation|OrderedAggregation)@/.test(child.operatorType)) return [];
    return isSeek(child) ? [String(child.arguments.Details)] : seeksBelow(child);
  });
}
