import { parseRule } from '../rule.ts';
import { describeRule, trialReport } from './trial-report.ts';

const hit = (transactionId: string, members: string[], key: string | null = null, truncated = false) => ({
  transactionId,
  members,
  key,
  truncated,
});
const plan = {
  operatorType: 'ProduceResults@neo4j',
  arguments: {},
  dbHits: 100,
  children: [{ operatorType: 'Unwind@neo4j', arguments: {}, dbHits: 1_400, children: [] }],
};

describe('trialReport', () => {
  it('counts hits and findings, and their cost', () => {
    const hits = [
      hit('a', ['a', 'b']),
      hit('b', ['b', 'a']),
      hit('c', ['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'card 7', true),
      hit('d', [], null, true),
    ];
    expect(trialReport({ transactions: 200, hits, milliseconds: 12.3, plan }, 2_000)).toEqual([
      'hits          4, of 2 different findings',
      'truncated     2',
      'db hits       1,500, 7.5 per transaction',
      'milliseconds  12, 0.06 per transaction',
      'for example   a, b (found by a and 1 more)',
      'for example   card 7: a, b, c, d, e and 2 more (found by c)',
    ]);
  });

  it('warns when the analyzer would stop the rule', () => {
    const report = trialReport({ transactions: 1, hits: [], milliseconds: 2_001, plan }, 2_000);
    expect(report).toContain(
      'over the budget of 2,000 ms: the analyzer would stop the rule (RULE_BUDGET_MS)',
    );
  });
});

describe('describeRule', () => {
  it('repeats the header', () => {
    const text =
      '// id: near\n// version: 3\n// score: 9\n// needs: card\n// types: refund\n// windowMs: 5\n\nUNWIND $rows AS row RETURN $windowMs';
    expect(describeRule(parseRule('near.cypher', text))).toBe(
      'near version 3, live, score 9; needs card; only refund; windowMs 5',
    );
  });
});
