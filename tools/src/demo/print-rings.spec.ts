import type { Ring } from '@ringtrace/contracts';
import { amount, printRings, token } from './print-rings.ts';

const payment = (transactionId: string, payerAccount: string, payeeAccount: string) => ({
  transactionId,
  payerAccount,
  payeeAccount,
  amountMinor: 0,
  currency: 'EUR',
  occurredAtMs: 0,
  type: 'transfer' as const,
});
const [one, two, three] = ['k1:AbCdEfGhIj', 'k1:KlMnOpQrSt', 'k1:UvWxYz0123'] as const;

const ring: Ring = {
  id: 'ring:x',
  rule: 'ring',
  ruleVersion: 2,
  score: 90,
  members: ['t1', 't2', 't3'],
  evidence: {
    payments: [
      { ...payment('t1', one, two), amountMinor: 181_200 },
      { ...payment('t2', two, three), amountMinor: 179_000, occurredAtMs: 37 * 60_000 },
      { ...payment('t3', three, one), amountMinor: 170_133, occurredAtMs: 8 * 60_000 },
    ],
    thresholds: { windowMs: 3_600_000 },
    cypher: 'MATCH (transaction:Transaction) RETURN transaction',
  },
  truncated: false,
  foundAt: '2026-08-01T12:00:00.000Z',
};

describe('printRings', () => {
  it('shows the way of the money back to its payer, with amounts and times', () => {
    expect(printRings([ring])).toBe(
      [
        '  1  00:00:00 to 00:37:00 (37 min), 3 accounts, EUR',
        '     ⟨AbCdEf⟩ ─1,812.00→ ⟨KlMnOp⟩ ─1,790.00→ ⟨UvWxYz⟩ ─1,701.33→ ⟨AbCdEf⟩',
      ].join('\n'),
    );
  });

  it('shortens tokens and marks them, and knows currencies without decimals', () => {
    expect(token('k1:0123456789')).toBe('⟨012345⟩');
    expect(amount(1_234_567, 'JPY')).toBe('1,234,567');
    expect(amount(5, 'EUR')).toBe('0.05');
  });
});
