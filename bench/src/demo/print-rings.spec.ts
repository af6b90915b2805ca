import type { Ring } from '@ringtrace/contracts';
import { amount, printRings, token } from './print-rings.ts';

const ring: Ring = {
  id: 'ring:x',
  rule: 'ring',
  ruleVersion: 1,
  score: 90,
  members: ['t1', 't2', 't3'],
  evidence: {
    accounts: ['k1:AbCdEfGhIj', 'k1:KlMnOpQrSt', 'k1:UvWxYz0123'],
    amountsMinor: [181_200, 179_000, 170_133],
    occurredAtMs: [0, 8 * 60_000, 37 * 60_000],
    currency: 'EUR',
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
