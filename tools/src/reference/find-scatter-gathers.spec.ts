import type { TransactionRequest } from '@ringtrace/contracts';
import { Random } from '../traffic/random.ts';
import { found, minute, type Pay, pay } from './pay.fixture.ts';

/** From S over the account to D, a minute later and less a tenth unless told otherwise. */
const way = (over: string, first: Pay = {}, second: Pay = {}) => [
  pay(`${over}1`, 'S', over, { amountMinor: 1_000, ...first }),
  pay(`${over}2`, over, 'D', { amountMinor: 900, at: minute, ...second }),
];
const thresholds = { windowMs: 60 * minute, minIntermediaries: 3, keepPercent: 80 };
const cases = (...requests: TransactionRequest[][]) => found('scatter-gather', thresholds, requests.flat());
const all = 'S D: A1 A2 B1 B2 C1 C2';

describe('rule scatter-gather', () => {
  it('requires three middle accounts', () => {
    expect(cases(way('A'), way('B'), way('C'))).toEqual([all]);
    expect(cases(way('A'), way('B'))).toEqual([]);
    const again = way('B').map((one) => ({ ...one, id: `x${one.id}` }));
    expect(cases(way('A'), way('B'), again)).toEqual([]);
  });

  it('requires them within an inclusive hour', () => {
    const third = (at: number) => way('C', { at: 59 * minute }, { at });
    expect(cases(way('A'), way('B'), third(60 * minute))).toEqual([all]);
    expect(cases(way('A'), way('B'), third(60 * minute + 1))).toEqual([]);
  });

  it('requires each to pay after it was paid, or at the same moment', () => {
    expect(cases(way('A'), way('B'), way('C', {}, { at: 0 }))).toEqual([all]);
    expect(cases(way('A'), way('B'), way('C', {}, { at: -1 }))).toEqual([]);
  });

  it('requires 80 to 100 % to be passed on', () => {
    const third = (amountMinor: number) => way('C', {}, { amountMinor });
    expect(cases(way('A'), way('B'), third(800))).toEqual([all]);
    expect(cases(way('A'), way('B'), third(799))).toEqual([]);
    expect(cases(way('A'), way('B'), third(1_000))).toEqual([all]);
    expect(cases(way('A'), way('B'), third(1_001))).toEqual([]);
  });

  it('requires one currency per way, and only transfers', () => {
    expect(cases(way('A'), way('B'), way('C', {}, { currency: 'USD' }))).toEqual([]);
    expect(cases(way('A'), way('B'), way('C', { currency: 'USD' }, { currency: 'USD' }))).toEqual([all]);
    expect(cases(way('A'), way('B'), way('C', { type: 'payout' }))).toEqual([]);
    expect(cases(way('A'), way('B'), way('C', { merchantId: 'm' }))).toEqual([]);
  });

  it('ignores circles, and ways over source or destination', () => {
    const back = ['A', 'B', 'C'].map((over) => way(over, {}, { payee: { accountId: 'S' } }));
    expect(cases(...back)).toEqual([]);
    const direct = [pay('x1', 'S', 'D', { at: 0 }), pay('x2', 'D', 'D', { at: 1 })];
    expect(cases(way('A'), way('B'), direct)).toEqual([]);
  });

  it('excludes payments that are on no such way', () => {
    const more = [
      pay('x1', 'S', 'A', { amountMinor: 500 }),
      pay('x2', 'A', 'D', { amountMinor: 5_000, at: 2 }),
    ];
    expect(cases(way('A'), way('B'), way('C'), more)).toEqual([all]);
  });

  it('finds exactly what the definition says', () => {
    const random = new Random(9);
    const seen = { members: 0, others: 0 };
    for (let round = 0; round < 100; round++) {
      // given few accounts, few moments and few amounts
      const requests = Array.from({ length: random.integer(16, 32) }, (_, index) =>
        pay(`t${String(index).padStart(2, '0')}`, random.pick([...'SSSABC']), random.pick([...'ABCDDD']), {
          at: random.integer(0, 9) * 10 * minute,
          amountMinor: random.integer(8, 10),
        }),
      );
      // when, then
      const expected = byDefinition(requests);
      expect(cases(requests).sort()).toEqual(expected);
      const members = expected.join(' ').match(/t\d+/g)?.length ?? 0;
      seen.members += members;
      seen.others += requests.length - members;
    }
    expect(Math.min(seen.members, seen.others)).toBeGreaterThan(100);
  });
});

/** Every source, every destination, every window. */
function byDefinition(requests: TransactionRequest[]): string[] {
  const atMs = (one: TransactionRequest) => Date.parse(one.occurredAt);
  const accounts = [...'SABCDE'];
  const starts = [...new Set(requests.map(atMs))];
  return accounts
    .flatMap((source) => accounts.map((destination) => [source, destination] as const))
    .flatMap(([source, destination]) => {
      const ways = requests.flatMap((first) =>
        requests
          .filter(
            (second) =>
              source !== destination &&
              first.payer.accountId === source &&
              second.payee.accountId === destination &&
              first.payee.accountId === second.payer.accountId &&
              ![source, destination].includes(first.payee.accountId) &&
              atMs(first) <= atMs(second) &&
              100 * second.amountMinor >= 80 * first.amountMinor &&
              second.amountMinor <= first.amountMinor,
          )
          .map((second) => ({ first, second })),
      );
      const members = starts.flatMap((startMs) => {
        const within = ways.filter(
          ({ first, second }) => atMs(first) >= startMs && atMs(second) <= startMs + 60 * minute,
        );
        const middle = new Set(within.map(({ first }) => first.payee.accountId));
        return middle.size >= 3 ? within.flatMap(({ first, second }) => [first.id, second.id]) : [];
      });
      return members.length > 0
        ? [`${source} ${destination}: ${[...new Set(members)].sort().join(' ')}`]
        : [];
    })
    .sort();
}
