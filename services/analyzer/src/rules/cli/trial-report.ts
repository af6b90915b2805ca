// The report of a rule's trial, for its author. Pure.
import type { Rule, RuleHit } from '../rule.ts';
import type { PlanNode } from '../rule-plan.ts';
import type { RuleTrial } from './rule-trial.repository.ts';

const examples = 3;
const membersShown = 5;

export function describeRule({ id, version, mode, score, needs, types, parameters }: Rule): string {
  const thresholds = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return [
    `${id} version ${version}, ${mode}, score ${score}`,
    ...(needs.length > 0 ? [`needs ${needs.join(', ')}`] : []),
    ...(types.length > 0 ? [`only ${types.join(', ')}`] : []),
    ...(thresholds.length > 0 ? [thresholds.join(', ')] : []),
  ].join('; ');
}

export function trialReport(
  { transactions, hits, milliseconds, plan }: RuleTrial,
  budgetMs: number,
): string[] {
  const dbHits = totalDbHits(plan);
  const found = hits.filter(({ members }) => members.length > 0);
  const findings = Map.groupBy(found, identity);
  const truncated = hits.filter((hit) => hit.truncated).length;
  return [
    `hits          ${number(hits.length)}, of ${number(findings.size)} different findings`,
    `truncated     ${number(truncated)}`,
    `db hits       ${number(dbHits)}, ${number(dbHits / transactions)} per transaction`,
    `milliseconds  ${number(milliseconds)}, ${number(milliseconds / transactions)} per transaction`,
    ...(milliseconds > budgetMs
      ? [`over the budget of ${number(budgetMs)} ms: the analyzer would stop the rule (RULE_BUDGET_MS)`]
      : []),
    ...[...findings.values()]
      .slice(0, examples)
      .map(([hit, ...others]) => example(hit as RuleHit, others.length)),
  ];
}

function example({ transactionId, members, key }: RuleHit, others: number): string {
  const shown = members.slice(0, membersShown).join(', ');
  const more = members.length > membersShown ? ` and ${members.length - membersShown} more` : '';
  const from = others > 0 ? `${transactionId} and ${others} more` : transactionId;
  return `for example   ${key ? `${key}: ` : ''}${shown}${more} (found by ${from})`;
}

// What makes two hits one finding: the same key, or the same members.
function identity({ key, members }: RuleHit): string {
  return key ?? [...members].sort().join('\n');
}

function totalDbHits({ dbHits = 0, children }: PlanNode): number {
  return children.reduce((sum, child) => sum + totalDbHits(child), dbHits);
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
}
