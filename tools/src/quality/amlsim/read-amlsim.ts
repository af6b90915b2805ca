// Reads labelled transactions as AMLSim writes them: a folder with `transactions.csv` and `alert_transactions.csv`
// (`alerts.csv` in its first releases).
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fieldErrors, type TransactionRequest, transactionRequest } from '@ringtrace/contracts';
import type { LabelledPattern, LabelledTraffic } from '../../traffic/labelled/generate-day.ts';
import {
  alertColumns,
  type Column,
  CsvError,
  type CsvRow,
  columnReader,
  csvRows,
  transactionColumns,
} from './csv.ts';

export interface AmlsimOptions {
  /** Divides times: 24 turns days into hours, for data booked by the day. Default 1. */
  compress?: number;
}

/** AMLSim typologies that ringtrace has a rule for; others keep their names. */
const kinds: Record<string, string> = {
  cycle: 'ring',
  fan_in: 'fan-in',
  fan_out: 'fan-out',
  scatter_gather: 'scatter-gather',
  gather_scatter: 'gather-scatter',
};

/** Suspicious alerts count as fraud, all others as innocent look-alikes. Throws CsvError. */
export async function readAmlsim(
  folder: string,
  { compress = 1 }: AmlsimOptions = {},
): Promise<LabelledTraffic> {
  const requests: TransactionRequest[] = [];
  const suspicious = new Set<string>();
  const path = join(folder, 'transactions.csv');
  for await (const { line, row } of rowsOf(path, transactionColumns)) {
    const request = toRequest(row, compress);
    if (Array.isArray(request)) throw new CsvError(basename(path), line, request.join('; '));
    requests.push(request);
    if (isTrue(row.isSuspicious)) suspicious.add(row.id);
  }
  const alerts = await readAlerts(folder, new Set(requests.map(({ id }) => id)));
  const inAlerts = new Set(alerts.flatMap(({ members }) => members));
  const alone = [...suspicious].filter((id) => !inAlerts.has(id));
  const pattern = ({ type, members }: Alert, prefix = ''): LabelledPattern => ({
    kind: prefix + (kinds[type] ?? type),
    members,
  });
  return {
    requests,
    fraud: [
      ...alerts.filter((alert) => alert.isSuspicious).map((alert) => pattern(alert)),
      ...alone.map((id) => ({ kind: 'without-alert', members: [id] })),
    ],
    innocent: alerts.filter((alert) => !alert.isSuspicious).map((alert) => pattern(alert, 'false-alert-')),
  };
}

interface Alert {
  type: string;
  isSuspicious: boolean;
  members: string[];
}

/** Skips rows about transactions that transactions.csv does not have: AMLSim drops duplicates there. */
async function readAlerts(folder: string, known: ReadonlySet<string>): Promise<Alert[]> {
  const names = ['alert_transactions.csv', 'alerts.csv'];
  const name = names.find((each) => existsSync(join(folder, each)));
  if (name === undefined) throw new CsvError(names.join(' or '), undefined, 'there is no such file');
  const alerts = new Map<string, Alert>();
  for await (const { row } of rowsOf(join(folder, name), alertColumns)) {
    if (!known.has(row.id)) continue;
    const alert = alerts.get(row.alert) ?? {
      type: row.alertType.toLowerCase(),
      isSuspicious: false,
      members: [],
    };
    alert.isSuspicious ||= isTrue(row.isSuspicious);
    if (!alert.members.includes(row.id)) alert.members.push(row.id);
    alerts.set(row.alert, alert);
  }
  return [...alerts.values()];
}

async function* rowsOf<C extends Column>(path: string, columns: readonly C[]) {
  let read: ((row: CsvRow) => Record<C, string>) | undefined;
  for await (const row of csvRows(path)) {
    if (read === undefined) read = columnReader(basename(path), row, columns);
    else yield { line: row.line, row: read(row) };
  }
  if (read === undefined) throw new CsvError(basename(path), undefined, 'it is empty');
}

const isTrue = (text: string) => /^(true|1|yes)$/i.test(text);

export type TransactionRow = Record<(typeof transactionColumns)[number], string>;

/** Day 0 of the simulation, as in AMLSim's own conversion. */
const firstDayMs = Date.parse('2017-01-01T00:00:00Z');
const dayMs = 86_400_000;

/** Pure: the request, or what is wrong with the row, one sentence per column. `compress` divides the time since day 0. */
export function toRequest(row: TransactionRow, compress: number): TransactionRequest | string[] {
  const atMs = toTime(row.time);
  if (atMs === undefined) return ['the time is neither a date nor a whole number of days'];
  const amount = row.amount === '' ? Number.NaN : Number(row.amount);
  const parsed = transactionRequest.safeParse({
    id: row.id,
    occurredAt: new Date(firstDayMs + Math.round((atMs - firstDayMs) / compress)).toISOString(),
    amountMinor: Math.round(amount * 100),
    // The simulated bank has a single, unnamed currency.
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
  // Times without a zone are UTC.
  const zoned = /^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(text) ? `${text}Z` : text;
  const atMs = /^\d{4}-\d\d-\d\d/.test(zoned) ? Date.parse(zoned) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs;
}

function toType(text: string): TransactionRequest['type'] {
  if (/^cash[-_ ]?out$/i.test(text)) return 'cash-withdrawal';
  if (/^cash[-_ ]?in$/i.test(text)) return 'payout';
  return 'transfer';
}
