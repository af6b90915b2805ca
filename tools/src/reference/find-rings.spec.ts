import type { TransactionRequest } from '@ringtrace/contracts';
import { Random } from '../traffic/random.ts';
import { findRings } from './find-rings.ts';
import { found, minute, type Pay, pay } from './pay.fixture.ts';
import { type Payment, toPayments } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

/** A circle through the accounts, one payment a minute unless told otherwise. */
function circle(
  accounts: string,
  times?: number[],
  amounts?: number[],
  more: Pay = {},
): TransactionRequest[] {
  return [...accounts].map((account, index) => {
    const next = accounts[(index + 1) % accounts.length] as string;
    const at = times?.[index] ?? index * minute;
    return pay(`t${index + 1}`, account, next, { at, amountMinor: amounts?.[index] ?? 1_000, ...more });
  });
}

const rings = (requests: TransactionRequest[], changes?: Partial<Thresholds['ring']>) =>
  found('ring', { ...thresholds, ...changes }, requests);
const thresholds: Thresholds['ring'] = {
  windowMs: 60 * minute,
  minHops: 2,
  maxHops: 6,
  keepPercent: 80,
  ordering: 'unordered',
  backwardMs: 5 * minute,
};
const strict = { ordering: 'strict' } as const;
const tolerant = { ordering: 'tolerant' } as const;

describe('rule ring', () => {
  it.each([
    ['ABC', 't1 t2 t3'],
    ['ABCD', 't1 t2 t3 t4'],
    ['ABCDE', 't1 t2 t3 t4 t5'],
    ['ABCDEF', 't1 t2 t3 t4 t5 t6'],
  ])('finds the circle %s', (accounts, members) => {
    expect(rings(circle(accounts))).toEqual([members]);
  });

  it('ignores circles of too many accounts or of one', () => {
    expect(rings(circle('ABCDEFG'))).toEqual([]);
    expect(rings(circle('A'))).toEqual([]);
    expect(rings(circle('ABC'), { minHops: 4 })).toEqual([]);
    expect(rings(circle('ABCD'), { maxHops: 3 })).toEqual([]);
  });

  it('accepts two accounts only if a part was kept', () => {
    expect(rings(circle('AB'))).toEqual([]);
    expect(rings(circle('AB', undefined, [1_000, 999]))).toEqual(['t1 t2']);
    expect(rings(circle('AB', undefined, [999, 1_000]))).toEqual(['t1 t2']);
    expect(rings(circle('AB', undefined, [1_000, 800]))).toEqual(['t1 t2']);
    expect(rings(circle('AB', undefined, [1_000, 799]))).toEqual([]);
  });

  it('requires the money to come back', () => {
    expect(rings(circle('ABCD').slice(0, 3))).toEqual([]);
  });

  it('ignores the order of events when unordered', () => {
    expect(rings(circle('ABCD', [3 * minute, 2 * minute, minute, 0]))).toEqual(['t1 t2 t3 t4']);
  });

  it('requires order from some payment on when strict', () => {
    expect(rings(circle('ABC', [2 * minute, 0, minute]), strict)).toEqual(['t1 t2 t3']);
    expect(rings(circle('ABC', [2 * minute, minute, 0]), strict)).toEqual([]);
    expect(rings(circle('ABCD', [0, 5, 5, 0]), strict)).toEqual(['t1 t2 t3 t4']);
    expect(rings(circle('ABCD', [5, 0, 5, 0]), strict)).toEqual([]);
  });

  it('allows payments to be slightly early when tolerant', () => {
    expect(
      rings(
        circle(
          'ABCD',
          [10, 5, 0, 0].map((at) => at * minute),
        ),
        tolerant,
      ),
    ).toHaveLength(1);
    const early = [10 * minute, 5 * minute - 1, 0, 20 * minute];
    expect(rings(circle('ABCD', [10 * minute, 5 * minute, 0, 20 * minute]), tolerant)).toHaveLength(1);
    expect(rings(circle('ABCD', early), tolerant)).toEqual([]);
    expect(rings(circle('ABCD', early), { ...tolerant, backwardMs: 5 * minute + 1 })).toHaveLength(1);
  });

  it('has an inclusive window of 60 minutes', () => {
    expect(rings(circle('ABC', [0, minute, 60 * minute]))).toEqual(['t1 t2 t3']);
    expect(rings(circle('ABC', [0, minute, 60 * minute + 1]))).toEqual([]);
    expect(rings(circle('ABC', [60 * minute + 1, minute, 0]))).toEqual([]);
  });

  it('requires 80 % of the amount at each step except the closing one', () => {
    expect(rings(circle('ABCD', undefined, [1_000, 800, 640, 512]))).toEqual(['t1 t2 t3 t4']);
    expect(rings(circle('ABCD', undefined, [1_000, 799, 640, 512]))).toEqual([]);
    expect(rings(circle('ABCD', undefined, [512, 640, 800, 1_000]))).toEqual(['t1 t2 t3 t4']);
    expect(rings(circle('ABCD', undefined, [512, 640, 799, 1_000]))).toEqual([]);
    expect(rings(circle('ABC', undefined, [0, 0, 0]))).toEqual(['t1 t2 t3']);
  });

  it('requires amounts and order to fit from the same payment', () => {
    const amounts = [1_000, 800, 640, 512];
    expect(rings(circle('ABCD', [0, 1, 2, 3], amounts), strict)).toHaveLength(1);
    expect(rings(circle('ABCD', [2, 3, 0, 1], amounts), strict)).toEqual([]);
  });

  it('compares the largest safe amounts exactly', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const border = Number((BigInt(most) * 80n + 99n) / 100n);
    expect(rings(circle('ABC', undefined, [most, border, most]))).toEqual(['t1 t2 t3']);
    expect(rings(circle('ABC', undefined, [most, border - 1, most]))).toEqual([]);
  });

  it('considers only transfers in one currency that are not purchases', () => {
    const with_ = (change: Pay) =>
      circle('ABC').map((one, index) => (index === 1 ? { ...one, ...change } : one));
    expect(rings(with_({ currency: 'USD' }))).toEqual([]);
    expect(rings(with_({ type: 'refund' }))).toEqual([]);
    expect(rings(with_({ merchantId: 'm' }))).toEqual([]);
  });

  it('ignores circles whose payments all share a known device', () => {
    expect(rings(circle('ABC', undefined, undefined, { device: 'd' }))).toEqual([]);
    const [first, ...rest] = circle('ABC', undefined, undefined, { device: 'd' }) as [TransactionRequest];
    expect(rings([{ ...first, device: 'e' }, ...rest])).toHaveLength(1);
    const { device: _, ...unknown } = first;
    expect(rings([unknown, ...rest])).toHaveLength(1);
  });

  it('lists each set of transactions once; a second payment between two members makes a second ring', () => {
    const twice = [...circle('ABC'), pay('t2b', 'B', 'C', { at: minute })];
    expect(rings(twice)).toEqual(['t1 t2 t3', 't1 t2b t3']);
  });

  it('passes no account twice', () => {
    // A→B→C→B→A: two exact returns that share B, and a payment to oneself.
    const payments = [
      pay('t1', 'A', 'B'),
      pay('t2', 'B', 'C', { at: 1 }),
      pay('t3', 'C', 'B', { at: 2 }),
      pay('t4', 'B', 'A', { at: 3 }),
      pay('t5', 'A', 'A', { at: 4 }),
    ];
    expect(rings(payments)).toEqual([]);
  });
});

describe('findRings', () => {
  const told = (requests: TransactionRequest[], changes?: Partial<Thresholds['ring']>) =>
    findRings(toPayments(requests), { ...thresholds, ...changes }).map((ring) =>
      ring.map(({ id }) => id).join(' '),
    );

  it('lists a ring in flow order from the earliest payment that fits', () => {
    expect(told(circle('ABC', [2, 1, 3]))).toEqual(['t2 t3 t1']);
    // From t1 on only: the step from t4 back to t1 is the one that does not keep the amount.
    expect(told(circle('ABCD', [3, 2, 1, 0], [1_000, 800, 640, 512]))).toEqual(['t1 t2 t3 t4']);
    expect(told(circle('ABC', [2, 3, 1]), strict)).toEqual(['t3 t1 t2']);
    expect(told(circle('ABC', [5, 5, 5]))).toEqual(['t1 t2 t3']);
  });

  it('finds exactly what the definition says, without duplicates', () => {
    const random = new Random(5);
    for (const ordering of ['strict', 'tolerant', 'unordered'] as const) {
      const chosen = { ...thresholds, ordering };
      const sizes = new Set<number>();
      for (let round = 0; round < 60; round++) {
        // given
        const payments = crowd(random);
        // when
        const found = findRings(payments, chosen);
        // then
        const all = [2, 3, 4, 5, 6].flatMap((length) =>
          [...arrangements(payments, length)].filter((ring) => isRing(ring, chosen)).map(key),
        );
        expect(found.map(key).sort()).toEqual([...new Set(all)].sort());
        for (const ring of found) sizes.add(ring.length);
      }
      expect(sizes).toEqual(new Set([2, 3, 4, 5, 6]));
    }
  });
});

/** A circle of any size, about even, and as many payments across: few accounts, few moments, so that ties are common. */
function crowd(random: Random): Payment[] {
  const accounts = [...'ABCDEF'].slice(0, random.integer(2, 6));
  const isInTurn = random.chance(0.5);
  const payments = [...accounts, ...accounts].map((account, index): Payment => {
    const next = accounts[(index + 1) % accounts.length] as string;
    const device = random.chance(0.5) ? { device: random.pick(['d', 'd', 'e']) } : {};
    return {
      id: `t${String(index).padStart(2, '0')}`,
      atMs: (isInTurn && index < accounts.length ? index * 2 : random.integer(0, 13)) * 5 * minute,
      amountMinor: random.integer(79, 100),
      currency: random.chance(0.95) ? 'EUR' : 'USD',
      type: random.chance(0.95) ? 'transfer' : 'payout',
      payer: account,
      payee: index < accounts.length ? next : random.pick(accounts),
      ...device,
    };
  });
  return payments.slice(0, 9);
}

/** The definition, word by word, told from the first of `story`. */
function isRing(story: Payment[], { ordering, backwardMs }: Thresholds['ring']): boolean {
  const times = story.map(({ atMs }) => atMs);
  const devices = new Set(story.map(({ device }) => device));
  const steps = story.slice(1).map((next, index) => [story[index] as Payment, next] as const);
  const inOrder = (one: Payment, next: Payment) =>
    ordering === 'unordered' || next.atMs >= one.atMs - (ordering === 'strict' ? 0 : backwardMs);
  return (
    story.every(({ type, payer, payee }) => type === 'transfer' && payer !== payee) &&
    new Set(story.map(({ payer }) => payer)).size === story.length &&
    new Set(story.map(({ currency }) => currency)).size === 1 &&
    story.at(-1)?.payee === story[0]?.payer &&
    Math.max(...times) - Math.min(...times) <= 60 * minute &&
    steps.every(
      ([one, next]) =>
        one.payee === next.payer &&
        100 * next.amountMinor >= 80 * one.amountMinor &&
        80 * next.amountMinor <= 100 * one.amountMinor &&
        inOrder(one, next),
    ) &&
    !(story.length === 2 && story[0]?.amountMinor === story[1]?.amountMinor) &&
    !(devices.size === 1 && !devices.has(undefined))
  );
}

/** Every choice of so many payments, in every order in which each goes on where the one before it ended. */
function* arrangements(payments: Payment[], length: number, chosen: Payment[] = []): Generator<Payment[]> {
  if (chosen.length === length) yield chosen;
  else
    for (const payment of payments) {
      const goesOn = chosen.length === 0 || chosen.at(-1)?.payee === payment.payer;
      if (goesOn && !chosen.includes(payment)) yield* arrangements(payments, length, [...chosen, payment]);
    }
}

const key = (ring: Payment[]) =>
  ring
    .map(({ id }) => id)
    .sort()
    .join(' ');
