import { type TransactionRequest, transactionRequest } from '@ringtrace/contracts';
import { fraud, lookAlikes, type Typology, typologies } from '../builders.ts';
import { hourMs, pickCurrency } from '../draws.ts';
import { Economy } from '../economy.ts';
import { Random } from '../random.ts';
import { generateDay } from './generate-day.ts';

const day = generateDay({ seed: 11, transactions: 10_000 });
const byId = new Map(day.requests.map((request) => [request.id, request]));
const membersOf = ({ members }: { members: string[] }) =>
  members.map((id) => byId.get(id) as TransactionRequest);
const ofKind = (kind: string) => [...day.fraud, ...day.innocent].filter((pattern) => pattern.kind === kind);

/** Patterns of fraud without a day around them, since shares need many. */
function drawMany(kinds: readonly Typology[], each: number) {
  const random = new Random(5);
  const economy = new Economy(random, 4_000, 'many');
  return kinds.flatMap((kind) =>
    Array.from({ length: each }, () => {
      const startAtMs = random.integer(0, 24) * hourMs;
      return { kind, ...fraud[kind]({ random, economy, currency: pickCurrency(random), startAtMs }) };
    }),
  );
}

const distinct = <T>(items: Iterable<T>) => new Set(items).size;

/** What the payments of each kind have in common. */
const shapes: Record<string, (payments: TransactionRequest[]) => boolean> = {
  'fan-in': (payments) =>
    distinct(payments.filter(({ type }) => type === 'transfer').map(({ payee }) => payee.accountId)) === 1,
  'card-testing-card': (payments) => distinct(payments.map(({ card }) => card)) === 1,
  'shared-card-and-device': (payments) =>
    distinct(payments.map(({ card, device }) => `${card} ${device}`)) === 1,
  landlord: (payments) => distinct(payments.map(({ payee }) => payee.accountId)) === 1,
  'household-card': (payments) => distinct(payments.map(({ card }) => card)) === 1,
  'marketplace-payouts': (payments) => payments.every(({ type }) => type === 'payout'),
  'popular-biller': (payments) =>
    payments.every(({ type, merchantId }) => type === 'transfer' && merchantId !== undefined),
};

describe('generateDay', () => {
  it('gives the same day for the same seed; days of different seeds share no identifier', () => {
    const other = generateDay({ seed: 12, transactions: 2_000 });
    expect(generateDay({ seed: 12, transactions: 2_000 })).toEqual(other);
    const names = ({ id, payer, payee, card, device }: TransactionRequest) => [
      id,
      payer.accountId,
      payee.accountId,
      card,
      device,
    ];
    const known = new Set(day.requests.flatMap(names));
    known.delete(undefined);
    expect(other.requests.flatMap(names).filter((name) => known.has(name))).toEqual([]);
  });

  it('makes as many requests as asked for, all of them valid', () => {
    expect(day.requests).toHaveLength(10_000);
    expect(byId.size).toBe(10_000);
    expect(day.requests.filter((request) => !transactionRequest.safeParse(request).success)).toEqual([]);
  });

  it('plants every typology and every look-alike; fraud is a few percent', () => {
    expect(day.fraud.map(({ kind }) => kind)).toEqual(typologies.flatMap((kind) => Array(5).fill(kind)));
    expect(day.innocent.map(({ kind }) => kind)).toEqual(lookAlikes.flatMap((kind) => Array(10).fill(kind)));
    const prevalence = day.fraud.flatMap(({ members }) => members).length / 10_000;
    expect(prevalence).toBeGreaterThan(0.03);
    expect(prevalence).toBeLessThan(0.06);
  });

  it('labels each transaction at most once, and only existing ones', () => {
    const labelled = [...day.fraud, ...day.innocent].flatMap(({ members, camouflage = [] }) => [
      ...members,
      ...camouflage,
    ]);
    expect(distinct(labelled)).toBe(labelled.length);
    expect(labelled.every((id) => byId.has(id))).toBe(true);
  });

  it('is mostly ordinary life, in several currencies, with a few very busy accounts', () => {
    expect(distinct(day.requests.map(({ currency }) => currency))).toBe(4);
    const times = new Map<string, number>();
    for (const { payee } of day.requests) times.set(payee.accountId, (times.get(payee.accountId) ?? 0) + 1);
    const counts = [...times.values()].sort((a, b) => b - a);
    const busiest = counts.slice(0, Math.ceil(counts.length / 100)).reduce((sum, count) => sum + count, 0);
    expect(busiest / day.requests.length).toBeGreaterThan(0.2);
    expect(counts.filter((count) => count === 1).length / counts.length).toBeGreaterThan(0.4);
  });

  it('puts a small share of fraud out of reach of the rules, and says why', () => {
    const many = drawMany(typologies, 80);
    const outside = many.filter((pattern) => pattern.outside !== undefined);
    expect(outside.length / many.length).toBeGreaterThan(0.02);
    expect(outside.length / many.length).toBeLessThan(0.07);
    expect(distinct(outside.map(({ kind }) => kind))).toBe(typologies.length);
    expect(day.fraud.filter((pattern) => pattern.outside !== undefined).length).toBeGreaterThan(0);
  });
});

describe('planted patterns', () => {
  it('closes rings: every account that is paid also pays', () => {
    for (const payments of ofKind('ring').map(membersOf)) {
      const payers = new Set(payments.map(({ payer }) => payer.accountId));
      const payees = new Set(payments.map(({ payee }) => payee.accountId));
      expect(payees).toEqual(payers);
      expect(payers.size).toBeGreaterThan(1);
    }
  });

  it('books most rings out of order', () => {
    const long = drawMany(['ring'], 40).filter(({ payments }) => payments.length >= 4);
    const inOrder = long.filter(({ payments }) =>
      payments.every(({ atMs }, index) => index === 0 || atMs >= (payments[index - 1]?.atMs ?? 0)),
    );
    expect(long.length).toBeGreaterThan(5);
    expect(inOrder.length / long.length).toBeLessThan(0.6);
  });

  it.each(Object.entries(shapes))('plants a %s that fits its name', (kind, fits) => {
    expect(ofKind(kind).length).toBeGreaterThan(0);
    expect(ofKind(kind).map(membersOf).every(fits)).toBe(true);
  });
});
