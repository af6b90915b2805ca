import { cypherWords } from './cypher-words.ts';

const texts = (text: string) => cypherWords(text).map(({ kind, text: word }) => `${kind} ${word}`);

describe('cypherWords', () => {
  it('returns names, parameters, numbers and signs', () => {
    expect(texts('t.id > $windowMs*2')).toEqual([
      'name t',
      'sign .',
      'name id',
      'sign >',
      'parameter windowMs',
      'sign *',
      'number 2',
    ]);
  });

  it('skips comments and strings', () => {
    const hidden = `'$a \\' // b' "$c \\" /*" // $d 'e\n /* $f\n'g */`;
    expect(texts(`a ${hidden} b`)).toEqual(['name a', 'name b']);
    expect(texts('a "never closed $b')).toEqual(['name a']);
    expect(texts('a /* never closed $b')).toEqual(['name a']);
  });

  it('reads quoted names, in which no comment or string begins', () => {
    expect(texts("`//` $`a b` `it's` $c")).toEqual(['name //', 'parameter a b', "name it's", 'parameter c']);
  });

  it('counts lines', () => {
    const lines = cypherWords("a\n/* x\ny */ b\n'x\ny' $c").map(({ text, line }) => [text, line]);
    expect(lines).toEqual([
      ['a', 1],
      ['b', 3],
      ['c', 5],
    ]);
  });

  it('handles pathological texts of the maximum size', () => {
    for (const text of [
      `'${'x'.repeat(262_144)}`,
      '$'.repeat(262_144),
      '`'.repeat(262_143),
      '/*'.repeat(131_072),
    ])
      expect(() => cypherWords(text)).not.toThrow();
  });
});
