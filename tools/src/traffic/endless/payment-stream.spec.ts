import { transactionEvent, transactionRequest } from '@ringtrace/contracts';
import { PaymentStream } from './payment-stream.ts';
import { markerOf, toEvent, toRequest } from './stream-wire.ts';

const options = { seed: 1, marker: 'abc123', startAtMs: 1_780_000_000_000, accounts: 5_000, perSecond: 1 };
const count = 4_000;

describe('PaymentStream', () => {
  const payments = new PaymentStream(options).take(count);
  const share = (matching: typeof payments) => matching.length / count;
  const ofType = (type: string) => share(payments.filter((payment) => payment.type === type));

  it('gives the same stream for the same options', () => {
    expect(new PaymentStream(options).take(50)).toEqual(new PaymentStream(options).take(50));
    expect(new PaymentStream({ ...options, seed: 2 }).take(50)).not.toEqual(
      new PaymentStream(options).take(50),
    );
  });

  it('meets the contracts, on the topic and over HTTP', () => {
    for (const payment of new PaymentStream(options).take(300)) {
      expect(transactionEvent.safeParse(toEvent(payment)).error).toBeUndefined();
      expect(transactionRequest.safeParse(toRequest(payment)).error).toBeUndefined();
    }
  });

  it('shares only its shape with a stream of another marker', () => {
    const [one, other] = ['abc123', 'xyz789'].map((marker) =>
      new PaymentStream({ ...options, marker }).take(200).map(toEvent),
    ) as [object[], object[]];
    expect(JSON.stringify(one).replaceAll('abc123', 'xyz789') === JSON.stringify(other)).toBe(true);
    expect(JSON.stringify(one)).not.toContain('xyz789');
  });

  it('gives unique ids that start with the marker', () => {
    expect(new Set(payments.map(({ id }) => id)).size).toBe(count);
    expect(payments.every(({ id }) => markerOf(id) === 'abc123')).toBe(true);
  });

  it('mixes the types of payment', () => {
    expect(ofType('card-payment')).toBeGreaterThan(0.55);
    expect(ofType('transfer')).toBeGreaterThan(0.25);
    expect(ofType('payout')).toBeGreaterThan(0.02);
    expect(share(payments.filter(({ card, device }) => card && device))).toBeGreaterThan(0.45);
  });

  it('plants fraud in one to two percent', () => {
    const planted = share(payments.filter(({ payer, payee }) => /^f/.test(payer) || /^f/.test(payee)));
    expect(planted).toBeGreaterThan(0.008);
    expect(planted).toBeLessThan(0.03);
  });

  it('keeps its rate', () => {
    const last = payments.at(-1)?.atMs ?? 0;
    expect((last - options.startAtMs) / 1_000).toBeGreaterThan(count * 0.85);
    expect((last - options.startAtMs) / 1_000).toBeLessThan(count * 1.15);
  });

  it('is skewed: the busiest merchant gets far more than its share', () => {
    const merchants = Map.groupBy(payments, ({ merchantId }) => merchantId);
    merchants.delete(undefined);
    const busiest = Math.max(...[...merchants.values()].map((of) => of.length));
    expect(share(payments.slice(0, busiest))).toBeGreaterThan(0.03);
  });

  it('uses one hot card when asked to', () => {
    const hot = new PaymentStream({ ...options, hotCardShare: 0.3 }).take(count);
    expect(share(hot.filter(({ card }) => card === 'hot'))).toBeCloseTo(0.3, 1);
  });
});
