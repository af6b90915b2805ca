import type { TransactionEvent } from '@ringtrace/contracts';
import { conflictsWithin, toRows } from './write-transactions.ts';

const transaction = (id: string, more: Partial<TransactionEvent> = {}): TransactionEvent => ({
  schemaVersion: 1,
  id,
  occurredAtMs: 1,
  amountMinor: 100,
  currency: 'EUR',
  type: 'transfer',
  payerAccount: 'k1:a',
  payeeAccount: 'k1:b',
  ...more,
});

describe('toRows', () => {
  it('keeps the first transaction of each id', () => {
    const rows = toRows([transaction('a'), transaction('a', { amountMinor: 7 }), transaction('b')]);
    expect(rows.map((row) => [row.id, Number(row.amountMinor)])).toEqual([
      ['a', 100],
      ['b', 100],
    ]);
  });

  it('separates transactions of two tenants with the same id', () => {
    const batch = [transaction('a'), transaction('a', { tenant: 'acme', amountMinor: 7 })];
    expect(toRows(batch).map((row) => [row.id, row.tenant])).toEqual([
      ['a', 'default'],
      ['acme/a', 'acme'],
    ]);
    expect(conflictsWithin(batch)).toBe(0);
  });

  it('sorts rows independently of the order of the batch', () => {
    const batch = ['c', 'a', 'b'].map((name) => transaction(name, { payerAccount: `k1:${name}` }));
    expect(toRows(batch)).toEqual(toRows([...batch].reverse()));
  });
});

describe('conflictsWithin', () => {
  it('distinguishes a resend from a different transaction, whatever the order of fields', () => {
    const { id, ...rest } = transaction('a');
    expect(conflictsWithin([transaction('a'), { ...rest, id }])).toBe(0);
    expect(conflictsWithin([transaction('a'), transaction('b'), transaction('a', { card: 'k1:c' })])).toBe(1);
  });

  it('recognizes a resend under another key by its former tokens', () => {
    const former = [{ payerAccount: 'k1:a', payeeAccount: 'k1:b' }];
    const renewed = { payerAccount: 'k2:a', payeeAccount: 'k2:b' };
    const again = transaction('a', { ...renewed, former });
    expect(conflictsWithin([transaction('a'), again])).toBe(0);
    expect(conflictsWithin([again, transaction('a')])).toBe(0);
    expect(conflictsWithin([transaction('a'), { ...again, amountMinor: 7 }])).toBe(1);
    expect(conflictsWithin([transaction('a'), transaction('a', renewed)])).toBe(1);
    const [first] = toRows([transaction('a')]);
    const [second] = toRows([again]);
    expect(second?.formerHashes).toEqual([first?.contentHash]);
  });
});
