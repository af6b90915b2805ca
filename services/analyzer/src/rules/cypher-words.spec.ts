import { cypherWords } from './cypher-words.ts';

const texts = (text: string) => cypherWords(text).map(({ kind, text: word }) => `${kind} ${word}`);

describe('the words of a query', () => {
  it('are names, parameters, numbers and signs', () => {
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

  it('are none of what stands in comments and strings', () => {
    const hidden = `'$a \\' // b' "$c \\" /*" // $d 'e\n /* $f\n'g */`;
    expect(texts(`a ${hidden} b`)).toEqual(['name a', 'name b']);
    expect(texts('a "never closed $b')).toEqual(['name a']);
    expect(texts('a /* never closed $b')).toEqual(['name a']);
  });

  it('may be quoted, where nothing begins a comment or a string', () => {
    expect(texts("`//` $`a b` `it's` $c")).toEqual(['name //', 'parameter a b', "name it's", 'parameter c']);
  });

  it('know their line', () => {
    const lines = cypherWords("a\n/* x\ny */ b\n'x\ny' $c").map(({ text, line }) => [text, line]);
    expect(lines).toEqual([
      ['a', 1],
      ['b', 3],
      ['c', 5],
    ]);
  });

  it('are found in a text of the largest size, whatever it holds', () => {
    for (const text of [
      `'${'x'.repeat(262_144)}`,
      '$'.repeat(262_144),
      '`'.repeat(262_143),
      '/*'.repeat(131_072),
    ])
      expect(() => cypherWords(text)).not.toThrow();
  });
});
