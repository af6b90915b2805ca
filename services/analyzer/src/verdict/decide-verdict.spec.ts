import type { Finding } from '@ringtrace/contracts';
import { decideVerdict } from './decide-verdict.ts';

const finding = (rule: string, score: number, more: Partial<Finding> = {}): Finding => ({
  id: `${rule}:${Math.abs(score)}${more.id ?? ''}`,
  rule,
  ruleVersion: 1,
  score,
  members: ['a', 'b'],
  evidence: { payments: [], thresholds: {}, cypher: '' },
  truncated: false,
  ...more,
});

describe('decideVerdict', () => {
  it('approves when there are no findings', () => {
    expect(decideVerdict('a', [])).toMatchObject({
      decision: 'approve',
      score: 0,
      revision: 1,
      findings: [],
    });
  });

  it.each([
    [[finding('hint', 39)], 'approve', 39],
    [[finding('hint', 39), finding('other', 10)], 'review', 49],
    [[finding('least', 40)], 'review', 40],
    [[finding('shared', 50)], 'review', 50],
    [[finding('weak', 79)], 'review', 79],
    [[finding('strong', 80)], 'decline', 80],
    [[finding('ring', 90)], 'decline', 90],
    [[finding('shared', 70), finding('velocity', 60)], 'decline', 80],
    [[finding('ring', 95), finding('shared', 50)], 'decline', 100],
  ])('adds ten to the highest score for each further rule', (findings, decision, score) => {
    expect(decideVerdict('a', findings)).toMatchObject({ decision, score });
  });

  it('counts a rule once and increases the revision with each finding', () => {
    const pairs = [finding('shared', 50, { id: 'x' }), finding('shared', 50, { id: 'y' })];
    expect(decideVerdict('a', pairs)).toMatchObject({ decision: 'review', score: 50, revision: 3 });
  });

  it('does not depend on the order of findings', () => {
    const findings = [finding('a', 10), finding('b', 20), finding('c', 30)];
    expect(decideVerdict('t', findings)).toEqual(decideVerdict('t', [...findings].reverse()));
  });

  it('is truncated when a rule has not seen the transaction', () => {
    expect(decideVerdict('a', [], true)).toMatchObject({ decision: 'approve', truncated: true });
  });

  it('is truncated when a finding is, or when it has more findings than it lists', () => {
    expect(decideVerdict('a', [finding('ring', 90, { truncated: true })]).truncated).toBe(true);
    const many = Array.from({ length: 51 }, (_, index) => finding('shared', 50, { id: String(index) }));
    const verdict = decideVerdict('a', many);
    expect([verdict.truncated, verdict.findings.length, verdict.revision]).toEqual([true, 50, 52]);
  });
});
