import { parseTokenKeys } from './token-keys.ts';
import { createTokeniser } from './tokenise.ts';
import { createTokenisers, tokensUnderAllKeys } from './tokenisers.ts';

const canary = 'canary-canary-canary-canary-canary';
const keys = [
  { id: 'k1', key: 'a first key of thirty-two characters or more' },
  { id: 'k2', key: 'a second key of thirty-two characters or more' },
  { id: 'k3', key: 'a third key of thirty-two characters or more' },
];
const [first, second, third] = keys.map(({ id, key }) => createTokeniser(id, key)) as [never, never, never];
const token = (tokenise: ReturnType<typeof createTokeniser>) => tokenise('acme', 'card', 'c-1');

describe('parseTokenKeys', () => {
  it('returns the keys in file order, and the id of the current one', () => {
    const file = { current: 'k2', keys };
    expect(parseTokenKeys(JSON.stringify(file))).toEqual(file);
  });

  const [one, two] = keys as [(typeof keys)[0], (typeof keys)[0]];
  it.each([
    ['is not JSON', canary],
    ['is not JSON', `{"current":"k1","keys":[{"id":"k1","key":"${canary}"}`],
    ['the document is missing or has the wrong type', JSON.stringify(canary)],
    ['keys must contain at least one key', JSON.stringify({ current: 'k1', keys: [] })],
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
      "keys.0.id must be 1 to 16 characters of a-z 0-9, and not 'erased'",
      JSON.stringify({ current: 'erased', keys: [{ ...one, id: 'erased' }] }),
    ],
    [
      'keys must not contain the same id twice',
      JSON.stringify({ current: 'k1', keys: [one, { ...two, id: 'k1' }] }),
    ],
    [
      'keys must not contain the same key twice',
      JSON.stringify({ current: 'k1', keys: [one, { ...one, id: 'k2' }] }),
    ],
    ['keys.0 has 1 unknown fields', JSON.stringify({ current: 'k1', keys: [{ ...one, [canary]: 1 }] })],
    ['keys must contain at most 8 keys', JSON.stringify({ current: 'k1', keys: Array(9).fill(one) })],
  ])('rejects an invalid file by place and never by content: %s', (problem, text) => {
    expect(() => parseTokenKeys(text)).toThrow(problem);
    expect(() => parseTokenKeys(text)).not.toThrow('canary');
  });
});

describe('with several keys', () => {
  it('makes a token under every listed key, the current key first', () => {
    expect(tokensUnderAllKeys({ current: 'k2', keys }, 'acme', 'card', 'c-1')).toEqual(
      [second, first, third].map(token),
    );
  });

  it('treats keys before the current one as former, oldest first, and ignores keys after it', () => {
    const whenCurrent = (current: string) => {
      const made = createTokenisers({ current, keys });
      return [token(made.current), made.former.map(token)];
    };
    expect(whenCurrent('k1')).toEqual([token(first), []]);
    expect(whenCurrent('k2')).toEqual([token(second), [token(first)]]);
    expect(whenCurrent('k3')).toEqual([token(third), [token(first), token(second)]]);
  });
});
