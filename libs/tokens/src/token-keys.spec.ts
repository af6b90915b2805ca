import { parseTokenKeys } from './token-keys.ts';
import { createTokeniser } from './tokenise.ts';
import { createTokenisers, tokensOf } from './tokens-of.ts';

const canary = 'canary-canary-canary-canary-canary';
const keys = [
  { id: 'k1', key: 'a first key of thirty-two characters or more' },
  { id: 'k2', key: 'a second key of thirty-two characters or more' },
  { id: 'k3', key: 'a third key of thirty-two characters or more' },
];
const [first, second, third] = keys.map(({ id, key }) => createTokeniser(id, key)) as [never, never, never];
const token = (tokenise: ReturnType<typeof createTokeniser>) => tokenise('acme', 'card', 'c-1');

describe('a file of token keys', () => {
  it('gives its keys in their order, and which is current', () => {
    const file = { current: 'k2', keys };
    expect(parseTokenKeys(JSON.stringify(file))).toEqual(file);
  });

  const [one, two] = keys as [(typeof keys)[0], (typeof keys)[0]];
  it.each([
    ['is not JSON', canary],
    ['is not JSON', `{"current":"k1","keys":[{"id":"k1","key":"${canary}"}`],
    ['the whole is missing or of another type', JSON.stringify(canary)],
    ['keys must hold a key', JSON.stringify({ current: 'k1', keys: [] })],
    ['current is missing', JSON.stringify({ keys: [one] })],
    ['current must be the id of one of the keys', JSON.stringify({ current: 'k9', keys: [one] })],
    [
      'keys.1.key must have 32 characters',
      JSON.stringify({ current: 'k1', keys: [one, { id: 'k2', key: 'canary' }] }),
    ],
    [
      'keys.0.key must not begin or end',
      JSON.stringify({ current: 'k1', keys: [{ id: 'k1', key: `${canary}\n` }] }),
    ],
    ['keys.0.id must be 1 to 16', JSON.stringify({ current: 'k1', keys: [{ id: canary, key: canary }] })],
    [
      "keys.0.id must be 1 to 16 of a-z 0-9, and not the word 'erased'",
      JSON.stringify({ current: 'erased', keys: [{ ...one, id: 'erased' }] }),
    ],
    ['keys must not hold one id twice', JSON.stringify({ current: 'k1', keys: [one, { ...two, id: 'k1' }] })],
    [
      'keys must not hold one key twice',
      JSON.stringify({ current: 'k1', keys: [one, { ...one, id: 'k2' }] }),
    ],
    ['keys.0 must not have 1 further', JSON.stringify({ current: 'k1', keys: [{ ...one, [canary]: 1 }] })],
    ['keys must hold 8 keys or fewer', JSON.stringify({ current: 'k1', keys: Array(9).fill(one) })],
  ])('is refused because it %s, by place and never by content', (problem, text) => {
    expect(() => parseTokenKeys(text)).toThrow(problem);
    expect(() => parseTokenKeys(text)).not.toThrow('canary');
  });
});

describe('an identifier under several keys', () => {
  it('has a token of each key that is listed, of the current one first', () => {
    expect(tokensOf({ current: 'k2', keys }, 'acme', 'card', 'c-1')).toEqual(
      [second, first, third].map(token),
    );
  });

  it('is known by the keys before the current one, the oldest first; those after it are not in use yet', () => {
    const whenCurrent = (current: string) => {
      const made = createTokenisers({ current, keys });
      return [token(made.current), made.former.map(token)];
    };
    expect(whenCurrent('k1')).toEqual([token(first), []]);
    expect(whenCurrent('k2')).toEqual([token(second), [token(first)]]);
    expect(whenCurrent('k3')).toEqual([token(third), [token(first), token(second)]]);
  });
});
