import { RuleHitError, toHits } from './rule-hits.ts';

const hit = { transactionId: 'a', members: ['a', 'b'], key: 'k', evidence: { note: 1 }, truncated: false };

describe('toHits', () => {
  it.each([hit, { ...hit, key: null, evidence: null }, { transactionId: 'a', members: [], truncated: true }])(
    'returns valid rows unchanged',
    (row) => {
      expect(toHits('ring', [row])).toEqual([row]);
    },
  );

  it.each([
    [{ transactionId: 7 }, /transactionId/],
    [{ members: 'a' }, /members/],
    [{ members: ['a', null] }, /members/],
    [{ members: ['a', 'acme/b'] }, /another tenant/],
    [{ transactionId: 'acme/a', members: ['acme/a', 'b'] }, /another tenant/],
    [{ transactionId: 'acme/a', members: ['acme/a', 'other/b'] }, /another tenant/],
    [{ key: 5 }, /key/],
    [{ evidence: ['x'] }, /evidence/],
    [{ truncated: 'no' }, /truncated/],
  ])('throws with the rule and the column, without the value (%o)', (wrong, reason) => {
    const act = () => toHits('ring', [hit, { ...hit, ...wrong }]);
    expect(act).toThrow(RuleHitError);
    expect(act).toThrow(/rule ring/);
    expect(act).toThrow(reason);
  });
});
