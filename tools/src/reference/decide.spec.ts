import { decide, scores } from './decide.ts';
import { ruleIds } from './thresholds.ts';

describe('decide', () => {
  it.each([
    [[], 'approve', 0, 1],
    [['shared-card-and-device'], 'review', 50, 2],
    [['velocity-card'], 'review', 60, 2],
    [['mule-fan-in', 'rapid-pass-through'], 'review', 60, 3],
    [['mule-fan-in', 'rapid-pass-through', 'shared-identity'], 'decline', 80, 4],
    [['mule-fan-in', 'mule-fan-out', 'rapid-pass-through'], 'review', 70, 4],
    [['scatter-gather'], 'decline', 80, 2],
    [['ring'], 'decline', 90, 2],
    [['ring', 'shared-card-and-device'], 'decline', 100, 3],
    [['mule-fan-in', 'rapid-pass-through', 'ring'], 'decline', 100, 4],
  ] as const)('%j is %s with score %d, revision %d', (rules, decision, score, revision) => {
    expect(decide(rules)).toEqual({ decision, score, rules, revision });
  });

  it('counts a rule once for the score, and each of its findings for the revision', () => {
    expect(decide(['ring', 'shared-identity', 'ring', 'ring'])).toEqual({
      decision: 'decline',
      score: 100,
      rules: ['ring', 'shared-identity'],
      revision: 5,
    });
    expect(decide(['mule-fan-in', 'mule-fan-in']).score).toBe(50);
  });

  it('knows the score of every rule', () => {
    expect(Object.keys(scores).sort()).toEqual([...ruleIds].sort());
  });
});
