// One row of AMLSim's transactions becomes a transaction as the ingestor takes it. Pure.
import { fieldErrors, type TransactionRequest, transactionRequest } from '@ringtrace/contracts';
import type { transactionColumns } from './columns.ts';

export type TransactionRow = Record<(typeof transactionColumns)[number], string>;

/** Whole steps of the simulation are days from here on, as in AMLSim's own conversion. */
const firstDayMs = Date.parse('2017-01-01T00:00:00Z');
const dayMs = 86_400_000;

/** What is wrong with the row, one sentence for each column, or the request. `compress` divides the time since 2017. */
export function toRequest(row: TransactionRow, compress: number): TransactionRequest | string[] {
  const atMs = toTime(row.time);
  if (atMs === undefined) return ['the time is neither a date nor a whole number of days'];
  const amount = row.amount === '' ? Number.NaN : Number(row.amount);
  const parsed = transactionRequest.safeParse({
    id: row.id,
    occurredAt: new Date(firstDayMs + Math.round((atMs - firstDayMs) / compress)).toISOString(),
    amountMinor: Math.round(amount * 100),
    // The simulated bank keeps one currency and does not name it.
    currency: 'USD',
    type: toType(row.type),
    payer: { accountId: row.payer },
    payee: { accountId: row.payee },
  });
  if (parsed.success) return parsed.data;
  return fieldErrors(parsed.error).map(({ field, message }) =>
    field === 'amountMinor' && Number.isNaN(amount)
      ? 'the amount is not a number'
      : `${columnOf[field] ?? field} ${message}`,
  );
}

const columnOf: Record<string, string> = {
  id: 'the transaction id',
  amountMinor: 'the amount',
  'payer.accountId': 'the paying account',
  'payee.accountId': 'the paid account',
};

function toTime(text: string): number | undefined {
  if (/^\d{1,6}$/.test(text)) return firstDayMs + Number(text) * dayMs;
  // A time without a zone is in UTC.
  const zoned = /^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(text) ? `${text}Z` : text;
  const atMs = /^\d{4}-\d\d-\d\d/.test(zoned) ? Date.parse(zoned) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs;
}

function toType(text: string): TransactionRequest['type'] {
  if (/^cash[-_ ]?out$/i.test(text)) return 'cash-withdrawal';
  if (/^cash[-_ ]?in$/i.test(text)) return 'payout';
  return 'transfer';
}
