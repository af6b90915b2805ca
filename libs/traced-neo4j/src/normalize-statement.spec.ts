import { normalizeStatement } from './normalize-statement.ts';

describe('normalizeStatement', () => {
  it.each([
    ['strings', `MATCH (a {id: 'x', b: "y"}) RETURN a`, 'MATCH (a {id: ?, b: ?}) RETURN a'],
    ['quotes inside strings', String.raw`RETURN 'it\'s', "a \" b", 'a "b" c'`, 'RETURN ?, ?, ?'],
    ['numbers', 'RETURN 1, -2.5, .5, 1e-3, 0xFF, 0o17, 1_000', 'RETURN ?, -?, ?, ?, ?, ?, ?'],
    [
      'hop counts',
      'MATCH (a)-[:PAID*2..4]->(b) RETURN b LIMIT 10',
      'MATCH (a)-[:PAID*?..?]->(b) RETURN b LIMIT ?',
    ],
    ['lists of any length', `WHERE a IN [1, 2, 'three'] AND b IN ['x']`, 'WHERE a IN [?] AND b IN [?]'],
  ])('replaces %s', (_, text, normalized) => {
    expect(normalizeStatement(text)).toBe(normalized);
  });

  it.each([
    ['parameters', 'UNWIND $rows AS row RETURN row.p1, $1'],
    ['digits in names', 'MATCH (t1:Tx2)-[r3]->() RETURN t1.h24'],
    ['quoted names', "MATCH (`odd 'name' 7`) RETURN 'x'.length".replace("'x'.length", '`7`')],
    ['index access', 'RETURN nodes[i]'],
  ])('keeps %s', (_, text) => {
    expect(normalizeStatement(text)).toBe(text);
  });

  it('removes comments and layout', () => {
    const text = `// it's by card 4111\nMATCH (a)   /* "old" 7 */\n\tRETURN a // end`;
    expect(normalizeStatement(text)).toBe('MATCH (a) RETURN a');
  });

  it('treats comment markers in a string as part of the string', () => {
    expect(normalizeStatement(`RETURN 'http://x' AS a, "/*" AS b`)).toBe('RETURN ? AS a, ? AS b');
  });

  it.each(["RETURN 'secret", 'RETURN "secret', 'RETURN 1 /* secret', String.raw`RETURN 'secret\ `.trim()])(
    'hides an unclosed literal: %s',
    (text) => {
      expect(normalizeStatement(text)).not.toContain('secret');
    },
  );

  it('returns at most 5,000 characters and is fast for hostile text', () => {
    const startedAt = performance.now();
    const hostile = [
      `${"'".repeat(1)}${'\\a'.repeat(200_000)}`,
      '['.repeat(200_000),
      ' ?,'.repeat(100_000),
      '1'.repeat(400_000),
    ];
    for (const text of hostile) expect(normalizeStatement(text).length).toBeLessThanOrEqual(5_000);
    expect(normalizeStatement('MATCH (a) '.repeat(1_000))).toHaveLength(5_000);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
