import { type TransactionRequest, transactionEvent } from '@ringtrace/contracts';
import { createTokenisers } from '@ringtrace/tokens';
import { acceptTransaction } from './accept-transaction.ts';

const now = Date.parse('2026-08-01T12:00:00Z');
const tokenisers = createTokenisers({
  current: 'k1',
  keys: [{ id: 'k1', key: 'a key of at least thirty-two characters' }],
});
const request: TransactionRequest = {
  id: 'tx-1',
  occurredAt: '2026-08-01T13:59:30+02:00',
  amountMinor: 12_500,
  currency: 'EUR',
  type: 'card-payment',
  payer: { accountId: 'same-text' },
  payee: { accountId: 'other' },
  card: 'same-text',
  device: 'same-text',
  ip: '203.0.113.7',
  merchantId: 'shop',
};
const accept = (change: Partial<TransactionRequest>) =>
  acceptTransaction({ ...request, ...change }, 'acme', now, tokenisers);

describe('acceptTransaction', () => {
  it('replaces every identifier by a token and keeps the other fields', () => {
    const accepted = accept({});
    if (!accepted.ok) throw new Error('rejected');
    expect(transactionEvent.parse(accepted.transaction)).toEqual(accepted.transaction);
    expect(accepted.transaction).toMatchObject({
      id: 'tx-1',
      tenant: 'acme',
      occurredAtMs: now - 30_000,
      amountMinor: 12_500,
    });
    const text = JSON.stringify(accepted.transaction);
    for (const clear of ['same-text', 'other', '203.0.113.7', 'shop']) expect(text).not.toContain(clear);
  });

  it('gives an account the same token as payer and payee, and other tokens as card or device', () => {
    const accepted = accept({ payee: { accountId: 'same-text' } });
    if (!accepted.ok) throw new Error('rejected');
    const { payerAccount, payeeAccount, card, device } = accepted.transaction;
    expect(payeeAccount).toBe(payerAccount);
    expect(new Set([payerAccount, card, device]).size).toBe(3);
  });

  it('adds the tokens under former keys, and no such field when there are none', () => {
    const keys = ['k1', 'k2', 'k3'].map((id) => ({
      id,
      key: `${id} is a key of at least thirty-two characters`,
    }));
    const under = (current: string, of = keys) => {
      const accepted = acceptTransaction(request, 'acme', now, createTokenisers({ current, keys: of }));
      if (!accepted.ok) throw new Error('rejected');
      return transactionEvent.parse(accepted.transaction);
    };
    const { former, ...alone } = under('k3');
    expect(JSON.stringify(alone)).toBe(JSON.stringify(under('k3', keys.slice(2))));
    const oneByOne = ['k1', 'k2'].map((current) =>
      under(
        current,
        keys.filter(({ id }) => id === current),
      ),
    );
    expect(former).toEqual(
      oneByOne.map(({ payerAccount, payeeAccount, card, device, ip, merchant }) => ({
        payerAccount,
        payeeAccount,
        card,
        device,
        ip,
        merchant,
      })),
    );
    expect(under('k1')).not.toHaveProperty('former');
  });

  it('omits optional fields that are missing', () => {
    const { card: _, device: __, ip: ___, merchantId: ____, ...bare } = request;
    const accepted = acceptTransaction(bare, 'acme', now, tokenisers);
    expect(accepted.ok && Object.keys(accepted.transaction)).not.toContain('card');
  });

  it('tolerates five minutes of clock skew and accepts payments of any age', () => {
    expect(accept({ occurredAt: '2026-08-01T12:05:00Z' }).ok).toBe(true);
    expect(accept({ occurredAt: '1999-01-01T00:00:00Z' }).ok).toBe(true);
    expect(accept({ occurredAt: '2026-08-01T12:05:01Z' })).toEqual({
      ok: false,
      errors: [{ field: 'occurredAt', message: 'is in the future' }],
    });
  });

  it.each([
    ['id', { id: '4111111111111111' }],
    ['payer.accountId', { payer: { accountId: 'x4111111111111111' } }],
    ['payee.accountId', { payee: { accountId: '4111-1111-1111-1111' } }],
    ['card', { card: '4111111111111111' }],
    ['device', { device: '378282246310005' }],
    ['merchantId', { merchantId: '5500000000000004' }],
  ])('rejects a card number in %s, naming the field and not the number', (field, change) => {
    const rejected = accept(change);
    expect(rejected).toMatchObject({ ok: false, errors: [{ field }] });
    expect(JSON.stringify(rejected)).not.toMatch(/\d{12}/);
  });
});
