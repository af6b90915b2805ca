// The columns of AMLSim's output. Its releases name them differently; both are read. Pure.
import { CsvError } from './csv-error.ts';
import type { CsvRow } from './csv-rows.ts';

const aliases = {
  id: ['tran_id', 'tx_id'],
  payer: ['orig_acct', 'sender_account_id'],
  payee: ['bene_acct', 'receiver_account_id'],
  type: ['tx_type'],
  amount: ['base_amt', 'tx_amount'],
  time: ['tran_timestamp', 'timestamp'],
  isSuspicious: ['is_sar', 'is_fraud'],
  alert: ['alert_id'],
  alertType: ['alert_type'],
} as const;
export type Column = keyof typeof aliases;

export const transactionColumns = [
  'id',
  'payer',
  'payee',
  'type',
  'amount',
  'time',
  'isSuspicious',
  'alert',
] as const;
export const alertColumns = ['alert', 'alertType', 'isSuspicious', 'id'] as const;

/** Gives a row's cells their names. Throws CsvError for a missing column, naming all that are missing. */
export function columnReader<C extends Column>(file: string, head: CsvRow, wanted: readonly C[]) {
  const names = head.cells.map((cell) => cell.toLowerCase());
  const places = wanted.map((column) =>
    names.findIndex((name) => (aliases[column] as readonly string[]).includes(name)),
  );
  const missing = wanted
    .filter((_, index) => places[index] === -1)
    .map((column) => aliases[column].join(' or '));
  if (missing.length > 0) throw new CsvError(file, head.line, `there is no column ${missing.join(', no ')}`);
  return ({ line, cells }: CsvRow): Record<C, string> => {
    if (cells.length !== names.length) {
      throw new CsvError(file, line, `${cells.length} cells, but the head of the file has ${names.length}`);
    }
    return Object.fromEntries(
      wanted.map((column, index) => [column, cells[places[index] as number]]),
    ) as Record<C, string>;
  };
}
