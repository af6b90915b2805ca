// Reads labelled transactions as AMLSim writes them: a folder with `transactions.csv` and `alert_transactions.csv`
// (`alerts.csv` in its first releases).
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TransactionRequest } from '@ringtrace/contracts';
import type { LabelledPattern, LabelledTraffic } from '../labelled-traffic.ts';
import { alertColumns, type Column, columnReader, transactionColumns } from './columns.ts';
import { CsvError } from './csv-error.ts';
import { type CsvRow, csvRows } from './csv-rows.ts';
import { toRequest } from './to-request.ts';

export interface AmlsimOptions {
  /** Times are divided by it: 24 makes hours of days, where payments are only booked by the day. Default 1. */
  compress?: number;
}

/** Typologies of AMLSim that ringtrace has a rule for; others keep their name. */
const kinds: Record<string, string> = {
  cycle: 'ring',
  fan_in: 'fan-in',
  fan_out: 'fan-out',
  scatter_gather: 'scatter-gather',
  gather_scatter: 'gather-scatter',
};

/** Throws CsvError. Suspicious alerts are fraud, all others innocent look-alikes. */
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

/** Rows about transactions that are not in the file of transactions are left out: AMLSim drops repeated ones there. */
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
