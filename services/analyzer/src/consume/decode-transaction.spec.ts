import { UnprocessableRecordError } from '@ringtrace/traced-kafka';
import { decodeTransaction } from './decode-transaction.ts';

const event = {
  schemaVersion: 1,
  id: 'tx-1',
  occurredAtMs: 1_700_000_000_000,
  amountMinor: 100,
  currency: 'EUR',
  type: 'transfer',
  payerAccount: 'k1:aaaaaaaaaaaaaaaaaaaaaa',
  payeeAccount: 'k1:bbbbbbbbbbbbbbbbbbbbbb',
};
const record = (value: unknown, key: string | null = 'tx-1') => ({
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value)),
});
const reasonFor = (bad: ReturnType<typeof record>) => {
  try {
    decodeTransaction(bad);
  } catch (error) {
    if (error instanceof UnprocessableRecordError) return error.reason;
  }
  return 'accepted';
};

describe('decodeTransaction', () => {
  it('returns the transaction and drops fields of a newer producer', () => {
    expect(decodeTransaction(record({ ...event, addedLater: true }))).toEqual(event);
  });

  it('accepts the transaction of a tenant whose record key names both', () => {
    const ofTenant = { ...event, tenant: 'acme' };
    expect(decodeTransaction(record(ofTenant, 'acme/tx-1'))).toEqual(ofTenant);
  });

  it.each([
    ['null-key', record(event, null)],
    ['null-value', record(null)],
    ['malformed-json', record(Buffer.from('{"id":'))],
    ['not-utf8', record(Buffer.from([0xc3, 0x28]))],
    ['too-large', record({ ...event, padding: 'x'.repeat(900_000) })],
    ['unknown-schema-version', record({ ...event, schemaVersion: 2 })],
    ['unknown-schema-version', record([1, 2])],
    ['unknown-schema-version', record('text')],
    ['invalid-transaction', record({ ...event, amountMinor: 2 ** 53 })],
    ['invalid-transaction', record({ ...event, amountMinor: '100' })],
    ['invalid-transaction', record({ ...event, payerAccount: 'DE02120300000000202051' })],
    ['key-mismatch', record(event, 'tx-2')],
    ['key-mismatch', record({ ...event, tenant: 'acme' }, 'tx-1')],
    ['key-mismatch', record({ ...event, tenant: 'acme' }, 'other/tx-1')],
    ['key-mismatch', record(event, 'acme/tx-1')],
    ['invalid-transaction', record({ ...event, tenant: 'a/b' }, 'a/b/tx-1')],
  ])('rejects with %s', (reason, bad) => {
    expect(reasonFor(bad)).toBe(reason);
  });
});
