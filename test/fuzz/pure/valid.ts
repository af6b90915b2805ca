// Valid inputs; hostile ones are derived from them.
import type { TransactionEvent, TransactionRequest } from '@ringtrace/contracts';

export const validRequest: TransactionRequest = {
  id: 'fuzz-1',
  occurredAt: '2026-08-01T12:00:00Z',
  amountMinor: 12_500,
  currency: 'EUR',
  type: 'card-payment',
  payer: { accountId: 'fuzz-payer' },
  payee: { accountId: 'fuzz-payee' },
  card: 'fuzz-card',
  device: 'fuzz-device',
  ip: '2001:db8::7',
  merchantId: 'fuzz-merchant',
};

export const validEvent: TransactionEvent = {
  schemaVersion: 1,
  id: 'fuzz-1',
  occurredAtMs: 1_785_585_600_000,
  amountMinor: 12_500,
  currency: 'EUR',
  type: 'card-payment',
  payerAccount: `k1:${'a'.repeat(43)}`,
  payeeAccount: `k1:${'b'.repeat(43)}`,
  card: `k1:${'c'.repeat(43)}`,
  device: `k1:${'d'.repeat(43)}`,
  ip: `k1:${'e'.repeat(43)}`,
  merchant: `k1:${'f'.repeat(43)}`,
};
