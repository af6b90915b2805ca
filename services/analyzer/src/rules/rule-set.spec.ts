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

describe('overrideRules', () => {
  it('replaces shipped rules by those of the directory with the same id, and adds the others', () => {
    const rules = overrideRules([rule('b'), rule('a')], [rule('c'), rule('b', { version: 2 })]);
    expect(rules.map(({ id, version, source }) => [id, version, source])).toEqual([
      ['a', 1, 'shipped'],
      ['b', 2, 'directory'],
      ['c', 1, 'directory'],
    ]);
  });
});

describe('changesBetween', () => {
  it('returns rules that were added, changed or removed', () => {
    const before = overrideRules([rule('a'), rule('b')], [rule('c')]);
    const after = overrideRules(
      [rule('a'), rule('b')],
      [rule('b', { version: 2, cypher: 'other' }), rule('d')],
    );
    const { added, removed, unversioned } = changesBetween(before, after);
    expect([added, removed, unversioned].map((rules) => rules.map(({ id }) => id))).toEqual([
      ['b', 'd'],
      ['c'],
      [],
    ]);
    expect(changesBetween(after, after)).toEqual({ added: [], removed: [], unversioned: [] });
  });

  it.each([
    ['with another query', 1, '// id: a\n// version: 1\nRETURN 2', ['a']],
    ['with another query and a higher version', 2, '// id: a\n// version: 2\nRETURN 2', []],
    ['with another query and a lower version', 1, '// id: a\n// version: 1\nRETURN 2', ['a']],
    ['with another threshold', 1, '// id: a\n// version: 1\n// windowMs: 5\nRETURN 1', ['a']],
    ['with another mode only', 1, '// id: a\n// version: 1\n// mode: shadow\nRETURN 1', []],
  ])('reports a rule that changed without a higher version: %s', (_, version, cypher, expected) => {
    const after = overrideRules([rule('a', { version, cypher })], []);
    expect(changesBetween(overrideRules([rule('a')], []), after).unversioned.map(({ id }) => id)).toEqual(
      expected,
    );
  });
});
