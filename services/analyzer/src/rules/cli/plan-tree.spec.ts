import type { PlanNode } from '../rule-plan.ts';
import { planTree } from './plan-tree.ts';

const node = (
  operatorType: string,
  estimated: number,
  more: Partial<PlanNode> = {},
  details = '',
): PlanNode => ({
  operatorType: `${operatorType}@neo4j`,
  arguments: { EstimatedRows: estimated, Details: details },
  children: [],
  ...more,
});

describe('planTree', () => {
  it('indents the second input and marks forbidden operators', () => {
    const plan = node('ProduceResults', 12.4, {
      children: [node('Apply', 2.25, { children: [node('Unwind', 10), node('AllNodesScan', 1e6, {}, 'n')] })],
    });
    expect(planTree(plan)).toEqual([
      'operator          estimated rows  details',
      '+ ProduceResults              12',
      '+ Apply                      2.3',
      '| ! AllNodesScan       1,000,000  n',
      '+ Unwind                      10',
    ]);
  });

  it('shows the actual costs of a run, and truncates long details', () => {
    const plan = node('NodeIndexSeek', 1, { rows: 3, dbHits: 1_234 }, `a\n  ${'b'.repeat(200)}`);
    const [titles, line] = planTree(plan);
    expect(titles).toMatch(/estimated rows +rows +db hits +details/);
    expect(line).toMatch(/^\+ NodeIndexSeek +1 +3 +1,234 {2}a b+…$/);
    expect(line?.length).toBeLessThan(150);
  });
});
