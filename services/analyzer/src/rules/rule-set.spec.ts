import type { Rule } from './rule.ts';
import { changesBetween, overrideRules } from './rule-set.ts';

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  version: 1,
  mode: 'live',
  score: 50,
  needs: [],
  types: [],
  parameters: {},
  cypher: `// id: ${id}\n// version: 1\nRETURN 1`,
  ...more,
});

describe('the set of rules', () => {
  it('is the shipped ones, each replaced by its namesake in the directory, and what the directory adds', () => {
    const rules = overrideRules([rule('b'), rule('a')], [rule('c'), rule('b', { version: 2 })]);
    expect(rules.map(({ id, version, source }) => [id, version, source])).toEqual([
      ['a', 1, 'shipped'],
      ['b', 2, 'directory'],
      ['c', 1, 'directory'],
    ]);
  });

  it('has changed by what is new, other or gone', () => {
    const before = overrideRules([rule('a'), rule('b')], [rule('c')]);
    const after = overrideRules(
      [rule('a'), rule('b')],
      [rule('b', { version: 2, cypher: 'other' }), rule('d')],
    );
    const { begun, ended, unversioned } = changesBetween(before, after);
    expect([begun, ended, unversioned].map((rules) => rules.map(({ id }) => id))).toEqual([
      ['b', 'd'],
      ['c'],
      [],
    ]);
    expect(changesBetween(after, after)).toEqual({ begun: [], ended: [], unversioned: [] });
  });

  it.each([
    ['another query', 1, '// id: a\n// version: 1\nRETURN 2', ['a']],
    ['another query, higher version', 2, '// id: a\n// version: 2\nRETURN 2', []],
    ['another query, lower version', 1, '// id: a\n// version: 1\nRETURN 2', ['a']],
    ['another threshold', 1, '// id: a\n// version: 1\n// windowMs: 5\nRETURN 1', ['a']],
    ['only another mode', 1, '// id: a\n// version: 1\n// mode: shadow\nRETURN 1', []],
  ])('tells what finds otherwise under its old version: %s', (_, version, cypher, expected) => {
    const after = overrideRules([rule('a', { version, cypher })], []);
    expect(changesBetween(overrideRules([rule('a')], []), after).unversioned.map(({ id }) => id)).toEqual(
      expected,
    );
  });
});
