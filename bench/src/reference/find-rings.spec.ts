// The search against the definition taken word by word: every choice of three to five payments, in every order.
import { Random } from '../random.ts';
import { findRings } from './find-rings.ts';
import type { Payment } from './payment.ts';

const random = new Random(5);

/** Few accounts, few distinct times: circles and ties are common. */
function crowd(count: number): Payment[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `t${String(index).padStart(2, '0')}`,
    atMs: random.integer(0, 8) * 600_000,
    amountMinor: random.integer(78, 100),
    currency: random.chance(0.85) ? 'EUR' : 'USD',
    payer: random.pick(['A', 'B', 'C', 'D', 'E']),
    payee: random.pick(['A', 'B', 'C', 'D', 'E']),
  }));
}

function isRing(story: Payment[]): boolean {
  const pairs = story.map(
    (payment, index) => [payment, story[(index + 1) % story.length] as Payment] as const,
  );
  const amounts = story.map((payment) => payment.amountMinor);
  const [first, last] = [story[0] as Payment, story.at(-1) as Payment];
  return (
    pairs.every(([one, next]) => one.payee === next.payer && one.currency === next.currency) &&
    new Set(story.map((payment) => payment.payer)).size === story.length &&
    pairs.slice(0, -1).every(([one, next]) => one.atMs <= next.atMs) &&
    last.atMs - first.atMs <= 3_600_000 &&
    Math.min(...amounts) * 100 >= Math.max(...amounts) * 80
  );
}

function* arrangements(payments: Payment[], length: number, chosen: Payment[] = []): Generator<Payment[]> {
  if (chosen.length === length) yield chosen;
  else
    for (const payment of payments) {
      if (!chosen.includes(payment)) yield* arrangements(payments, length, [...chosen, payment]);
    }
}

const key = (ring: Payment[]) =>
  ring
    .map(({ id }) => id)
    .sort()
    .join(' ');

describe('findRings', () => {
  it('finds exactly what the definition says, each once', () => {
    let seen = 0;
    for (let round = 0; round < 25; round++) {
      // given
      const payments = crowd(11);
      // when
      const found = findRings(payments).map(key).sort();
      // then
      const all = [3, 4, 5].flatMap((length) => [...arrangements(payments, length)].filter(isRing).map(key));
      expect(found).toEqual([...new Set(all)].sort());
      seen += found.length;
    }
    expect(seen).toBeGreaterThan(10);
  });
});
