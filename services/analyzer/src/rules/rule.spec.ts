import { RuleRepository } from './rule.repository.ts';
import { parseRule } from './rule.ts';

const header = '// id: ring\n// version: 2\n// score: 90\n// windowMs: 1000\n//\n// why: words\nRETURN 1';

describe('a rule file', () => {
  it('is its header and its query', () => {
    expect(parseRule('ring.cypher', header)).toEqual({
      id: 'ring',
      version: 2,
      score: 90,
      parameters: { windowMs: 1000 },
      cypher: header,
    });
  });

  it.each([
    ['other.cypher', header, /name of the file/],
    ['ring.cypher', header.replace('// score: 90\n', ''), /score/],
    ['ring.cypher', header.replace('90', '101'), /score/],
    ['ring.cypher', header.replace('1000', 'soon'), /windowMs/],
  ])('is refused by name with what it lacks', (name, text, reason) => {
    expect(() => parseRule(name, text)).toThrow(reason);
  });

  it('ships two', () => {
    expect(new RuleRepository().rules.map((rule) => rule.id)).toEqual(['ring', 'shared-card-and-device']);
  });
});
