import { transactionEvent, transactionRequest } from '@ringtrace/contracts';
import { PaymentStream } from './payment-stream.ts';
import { markerOf, toEvent, toRequest } from './stream-records.ts';

const options = { seed: 1, marker: 'abc123', startAtMs: 1_780_000_000_000, accounts: 5_000, perSecond: 1 };
const count = 4_000;

it('is the same for the same options', () => {
  expect(new PaymentStream(options).take(50)).toEqual(new PaymentStream(options).take(50));
  expect(new PaymentStream({ ...options, seed: 2 }).take(50)).not.toEqual(
    new PaymentStream(options).take(50),
  );
});

it('conforms to the contracts, on the topic and over HTTP', () => {
  for (const payment of new PaymentStream(options).take(300)) {
    expect(transactionEvent.safeParse(toEvent(payment)).error).toBeUndefined();
    expect(transactionRequest.safeParse(toRequest(payment)).error).toBeUndefined();
  }
});

it('shares nothing but its shape with a stream of another marker', () => {
  const [one, other] = ['abc123', 'xyz789'].map((marker) =>
    new PaymentStream({ ...options, marker }).take(200).map(toEvent),
  ) as [object[], object[]];
  expect(JSON.stringify(one).replaceAll('abc123', 'xyz789') === JSON.stringify(other)).toBe(true);
  expect(JSON.stringify(one)).not.toContain('xyz789');
});

describe('its traffic', () => {
  const payments = new PaymentStream(options).take(count);
  const share = (matching: typeof payments) => matching.length / count;
  const ofType = (type: string) => share(payments.filter((payment) => payment.type === type));

  it('has unique ids with their marker', () => {
    expect(new Set(payments.map(({ id }) => id)).size).toBe(count);
    expect(payments.every(({ id }) => markerOf(id) === 'abc123')).toBe(true);
  });

  it('has the documented mix', () => {
    expect(ofType('card-payment')).toBeGreaterThan(0.55);
    expect(ofType('transfer')).toBeGreaterThan(0.25);
    expect(ofType('payout')).toBeGreaterThan(0.02);
    expect(share(payments.filter(({ card, device }) => card && device))).toBeGreaterThan(0.45);
  });

  it('contains one to two percent planted fraud', () => {
    const planted = share(payments.filter(({ payer, payee }) => /^f/.test(payer) || /^f/.test(payee)));
    expect(planted).toBeGreaterThan(0.008);
    expect(planted).toBeLessThan(0.03);
  });

  it('continues at its rate', () => {
    const last = payments.at(-1)?.occurredAtMs ?? 0;
    expect((last - options.startAtMs) / 1_000).toBeGreaterThan(count * 0.85);
    expect((last - options.startAtMs) / 1_000).toBeLessThan(count * 1.15);
  });

  it('is skewed towards the busiest merchant', () => {
    const merchants = Map.groupBy(payments, ({ merchant }) => merchant);
    merchants.delete(undefined);
    const busiest = Math.max(...[...merchants.values()].map((of) => of.length));
    expect(share(payments.slice(0, busiest))).toBeGreaterThan(0.03);
  });

  it('has a hot card on demand', () => {
    const hot = new PaymentStream({ ...options, hotCardShare: 0.3 }).take(count);
    expect(share(hot.filter(({ card }) => card === 'hot'))).toBeCloseTo(0.3, 1);
  });
});
