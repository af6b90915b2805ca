import type { TransactionRequest } from '@ringtrace/contracts';
import type { LabelledTraffic } from '../../traffic/labelled/generate-day.ts';
import { addCounts, countOutcome, toAlerts } from './counts.ts';

const request = (id: string): TransactionRequest => ({
  id,
  occurredAt: '2026-08-01T12:00:00Z',
  amountMinor: 1,
  currency: 'EUR',
  type: 'transfer',
  payer: { accountId: 'a' },
  payee: { accountId: 'b' },
});

/** Ids are words of one text: r.. ring, f.. fan-in, c.. camouflage, p.. payroll, x.. background. */
const traffic = (fraud: LabelledTraffic['fraud'] = planted): LabelledTraffic => ({
  requests: 'r1 r2 r3 r4 f1 f2 f3 c1 p1 p2 p3 x1 x2 x3'.split(' ').map(request),
  fraud,
  innocent: [{ kind: 'payroll', members: ['p1', 'p2', 'p3'] }],
});
const planted: LabelledTraffic['fraud'] = [
  { kind: 'ring', members: ['r1', 'r2', 'r3', 'r4'], camouflage: ['c1'] },
  { kind: 'fan-in', members: ['f1', 'f2', 'f3'], outside: 'slow' },
];
const judged = (...findings: [rule: string, members: string][]) => {
  const all = findings.map(([rule, members]) => ({ rule, members: members.split(' ') }));
  return { findings: all, flagged: new Set(all.flatMap(({ members }) => members)) };
};

describe('countOutcome', () => {
  it('counts nothing without findings', () => {
    const counts = countOutcome(traffic(), judged());
    expect(counts).toMatchObject({
      transactions: 14,
      fraudTransactions: 7,
      camouflageTransactions: 1,
      flaggedTransactions: 0,
      backgroundTransactions: 3,
      rules: {},
      lookAlikes: { payroll: { patterns: 1, flaggedPatterns: 0, transactions: 3, flaggedTransactions: 0 } },
    });
    expect(counts.typologies.ring).toEqual({
      planted: 1,
      found: 0,
      foundByOwnRule: 0,
      outside: 0,
      outsideFound: 0,
      transactions: 4,
      flaggedTransactions: 0,
    });
  });

  it.each([
    ['half of it is enough', 'r1 r2', 1],
    ['less than half is not', 'r1', 0],
    ['what else is in the alert does not matter', 'r1 r2 r3 x1 x2 x3 p1 p2', 1],
  ])('finds a pattern by its members in one alert: %s', (_what, members, found) => {
    expect(countOutcome(traffic(), judged(['ring', members])).typologies.ring?.found).toBe(found);
  });

  it('does not merge findings of two rules, and those of one rule only if they overlap', () => {
    const three = (first: string, second: string) =>
      countOutcome(traffic([{ kind: 'ring', members: ['r1', 'r2', 'r3', 'r4', 'f1'] }]), {
        ...judged(['ring', first], ['ring', second]),
      }).typologies.ring?.found;
    expect(three('r1 r2', 'r3 r4')).toBe(0);
    expect(three('r1 r2', 'r2 r3')).toBe(1);
    const byTwoRules = judged(['ring', 'f1'], ['mule-fan-in', 'f2']);
    expect(countOutcome(traffic(), byTwoRules).typologies['fan-in']?.found).toBe(0);
  });

  it('counts which rule found it, and patterns outside the rules', () => {
    const { typologies } = countOutcome(
      traffic(),
      judged(['gather-scatter', 'r1 r2 f1 f2'], ['ring', 'r3 r4']),
    );
    expect(typologies.ring).toMatchObject({ found: 1, foundByOwnRule: 1 });
    expect(typologies['fan-in']).toMatchObject({ found: 1, foundByOwnRule: 0, outside: 1, outsideFound: 1 });
  });

  it.each([
    ['half of it is fraud', 'r1 r2 x1 x2', 1],
    ['less than half is', 'r1 x1 x2', 0],
    ['camouflage is the criminals’ own', 'r1 c1 x1 x2', 1],
    ['of several patterns together', 'r1 f1 x1 p1', 1],
  ])('counts an alert as right when %s', (_what, members, rightAlerts) => {
    expect(countOutcome(traffic(), judged(['ring', members])).rules.ring).toMatchObject({
      alerts: 1,
      rightAlerts,
    });
  });

  it('counts overlapping findings of a rule as one alert', () => {
    const { rules } = countOutcome(
      traffic(),
      judged(
        ['ring', 'r1 r2'],
        ['ring', 'r2 r3'],
        ['ring', 'x1 x2'],
        ['ring', 'x2 x3'],
        ['mule-fan-in', 'x1'],
      ),
    );
    expect(rules.ring).toEqual({ alerts: 2, rightAlerts: 1, transactions: 6, fraudTransactions: 3 });
    expect(rules['mule-fan-in']).toEqual({
      alerts: 1,
      rightAlerts: 0,
      transactions: 1,
      fraudTransactions: 0,
    });
  });

  it('excludes camouflage from transaction counts', () => {
    const counts = countOutcome(traffic(), judged(['ring', 'r1 r2 r3 r4 c1 p1 x1']));
    expect(counts).toMatchObject({
      flaggedTransactions: 6,
      flaggedFraudTransactions: 4,
      flaggedBackgroundTransactions: 1,
      lookAlikes: { payroll: { patterns: 1, flaggedPatterns: 1, flaggedTransactions: 1 } },
      rules: { ring: { transactions: 6, fraudTransactions: 4 } },
    });
  });

  it('sums over streams, even if a rule found nothing in one', () => {
    const one = countOutcome(traffic(), judged(['ring', 'r1 r2']));
    const other = countOutcome(traffic(), judged(['mule-fan-in', 'f1 f2 x1']));
    const sum = addCounts([one, other]);
    expect(sum.transactions).toBe(28);
    expect(sum.typologies.ring).toMatchObject({ planted: 2, found: 1 });
    expect(sum.rules).toMatchObject({ ring: { alerts: 1 }, 'mule-fan-in': { alerts: 1, rightAlerts: 1 } });
  });
});

const finding = (rule: string, members: string) => ({ rule, members: members.split(' ') });
const told = (...findings: [string, string][]) =>
  toAlerts(findings.map(([rule, members]) => finding(rule, members)))
    .map(({ rule, members }) => `${rule}: ${members.toSorted().join(' ')}`)
    .toSorted();

it('merges findings of one rule that share a transaction, also transitively', () => {
  expect(told(['ring', 'a b'], ['ring', 'c d'], ['ring', 'e f'])).toHaveLength(3);
  expect(told(['ring', 'a b'], ['ring', 'c d'], ['ring', 'b c'], ['ring', 'x y'])).toEqual([
    'ring: a b c d',
    'ring: x y',
  ]);
});

it('keeps rules apart', () => {
  expect(told(['ring', 'a b'], ['mule-fan-in', 'a b'])).toEqual(['mule-fan-in: a b', 'ring: a b']);
});

it('does not depend on the order', () => {
  const findings: [string, string][] = [
    ['ring', 'a b'],
    ['ring', 'b c'],
    ['ring', 'd e'],
    ['ring', 'e a'],
  ];
  expect(told(...findings)).toEqual(told(...findings.toReversed()));
});

it('makes no alerts without findings', () => {
  expect(toAlerts([])).toEqual([]);
});
