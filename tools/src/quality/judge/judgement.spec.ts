import type { Verdict } from '@ringtrace/contracts';
import { toJudgement } from './judgement.ts';

const finding = (id: string, rule: string, members: string[]): Verdict['findings'][number] => ({
  id,
  rule,
  ruleVersion: 1,
  score: 50,
  members,
  truncated: false,
  evidence: { payments: [], thresholds: {}, cypher: '' },
});
const verdict = (
  transactionId: string,
  decision: Verdict['decision'],
  findings: Verdict['findings'],
): Verdict => ({
  schemaVersion: 1,
  transactionId,
  tenant: 'default',
  decision,
  score: 0,
  revision: 1,
  truncated: false,
  findings,
});

it('takes all transactions whose verdicts carry a finding as members, not only the listed ones', () => {
  const crowd = finding('f1', 'mule-fan-in', ['b']);
  const { findings, flagged } = toJudgement([
    verdict('a', 'review', [crowd]),
    verdict('b', 'decline', [crowd, finding('f2', 'ring', ['b', 'c'])]),
    verdict('c', 'review', [finding('f2', 'ring', ['b', 'c'])]),
    verdict('d', 'approve', []),
  ]);
  expect(findings).toEqual([
    { rule: 'mule-fan-in', members: ['a', 'b'] },
    { rule: 'ring', members: ['b', 'c'] },
  ]);
  expect([...flagged]).toEqual(['a', 'b', 'c']);
});
