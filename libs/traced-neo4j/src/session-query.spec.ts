import { readQuery } from './session-query.ts';

describe('readQuery', () => {
  const text = 'RETURN $a';

  it.each([
    ['a string', text, { a: 1 }],
    ['a String', new String(text), { a: 1 }],
    ['an object with its parameters', { text, parameters: { a: 1 } }, undefined],
    ['an object without parameters', { text }, { a: 1 }],
  ])('accepts %s', (_, query, parameters) => {
    expect(readQuery(query, parameters)).toMatchObject({ statement: { text }, parameters: { a: 1 } });
  });

  it('accepts a named statement', () => {
    const statement = { name: 'graph.read', text };
    expect(readQuery(statement, { a: 1 })).toMatchObject({ statement, parameters: { a: 1 } });
  });
});
