import { type Observation, violationsOf } from './oracle.ts';

const held = (): Observation => ({
  accepted: new Set(['a', 'b']),
  unknown: new Set(['u', 'v']),
  decisions: new Map([
    ['a', 'approve'],
    ['b', 'decline'],
    ['u', 'review'],
  ]),
  deadLetters: new Set(),
  expected: new Map([
    ['a', 'approve'],
    ['b', 'decline'],
    ['u', 'review'],
  ]),
  stored: new Map([
    ['a', 1],
    ['b', 1],
    ['u', 1],
  ]),
});

describe('violationsOf', () => {
  it('is empty when every accepted payment is judged once, and an unknown one may be either', () => {
    expect(violationsOf(held())).toEqual([]);
  });

  it.each<[string, (seen: Observation) => Partial<Observation>, RegExp]>([
    ['a lost payment', () => ({ accepted: new Set(['a', 'b', 'c']) }), /^1 accepted, but neither .*: c$/],
    [
      'a payment nobody sent',
      () => ({ accepted: new Set(['a']) }),
      /^1 judged or dead-lettered, but never sent: b$/,
    ],
    [
      'a dead letter',
      () => ({ deadLetters: new Set(['v']) }),
      /^1 good payments that became dead letters: v$/,
    ],
    [
      'a wrong decision',
      ({ decisions }) => ({ decisions: new Map([...decisions, ['b', 'approve']]) }),
      /^1 judged other than .*: b$/,
    ],
    [
      'a payment stored twice',
      ({ stored }) => ({ stored: new Map([...stored, ['a', 2]]) }),
      /not stored exactly once: a$/,
    ],
    [
      'a verdict without a stored payment',
      () => ({ stored: new Map() }),
      /^3 judged, but not stored exactly once/,
    ],
  ])('reports %s', (_, change, text) => {
    const seen = held();
    expect(violationsOf({ ...seen, ...change(seen) })).toEqual([expect.stringMatching(text)]);
  });
});
