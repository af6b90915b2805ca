import { toDetections } from './finding.ts';
import type { RuleHit } from './rule.ts';

const rule = {
  id: 'velocity-card',
  version: 1,
  score: 60,
  mode: 'live' as const,
  parameters: { windowMs: 1 },
};
const hit = (transactionId: string, members: string[], more: Partial<RuleHit> = {}): RuleHit => ({
  transactionId,
  members,
  truncated: false,
  ...more,
});

describe('toDetections', () => {
  it('merges hits with the same key into one case with all their members', () => {
    const hits = [hit('b', ['a', 'b'], { key: 'k' }), hit('c', ['b', 'c'], { key: 'k' })];
    expect(toDetections(rule, hits)).toMatchObject([
      { isCase: true, members: ['a', 'b', 'c'], foundBy: 'b' },
    ]);
  });

  it('returns a pattern for each set of members when hits have no key', () => {
    const found = toDetections(rule, [hit('a', ['a', 'b']), hit('b', ['b', 'a']), hit('c', ['a', 'c'])]);
    expect(found.map(({ isCase, members }) => [isCase, members])).toEqual([
      [false, ['a', 'b']],
      [false, ['a', 'c']],
    ]);
  });

  it('derives the id from rule, key and mode', () => {
    const ids = [
      [rule, hit('a', ['a'], { key: 'k' })],
      [rule, hit('z', ['z'], { key: 'k' })],
      [rule, hit('a', ['a'], { key: 'other' })],
      [rule, hit('a', ['a'])],
      [{ ...rule, id: 'velocity-device' }, hit('a', ['a'], { key: 'k' })],
      [{ ...rule, mode: 'shadow' as const }, hit('a', ['a'], { key: 'k' })],
    ] as const;
    const found = ids.map(([of, each]) => toDetections(of, [each])[0]?.id);
    expect(found[0]).toMatch(/^velocity-card:[\w-]{22}$/);
    expect(found[1]).toBe(found[0]);
    expect(new Set(found).size).toBe(5);
  });

  it('separates tenants when the rule returns the same key', () => {
    const hits = [hit('a', ['a'], { key: 'k' }), hit('acme/a', ['acme/a'], { key: 'k' })];
    const found = toDetections(rule, hits);
    expect(found.map(({ tenant, members }) => [tenant, members])).toEqual([
      ['default', ['a']],
      ['acme', ['acme/a']],
    ]);
  });

  it('is truncated when one hit is, and drops hits without members', () => {
    const hits = [
      hit('a', ['a', 'b']),
      hit('b', ['a', 'b'], { truncated: true }),
      hit('c', [], { truncated: true }),
    ];
    expect(toDetections(rule, hits)).toMatchObject([{ members: ['a', 'b'], truncated: true }]);
  });
});
