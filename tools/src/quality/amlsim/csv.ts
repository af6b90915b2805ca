// Streams a CSV file row by row, whatever its size.
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { CsvError as ParseError, parse } from 'csv-parse';

export interface CsvRow {
  /** The line on which the row ends, counted from 1. */
  line: number;
  cells: string[];
}

/** Skips empty lines. Throws CsvError. */
export async function* csvRows(path: string): AsyncGenerator<CsvRow> {
  const file = basename(path);
  const options = { bom: true, info: true, trim: true, relaxColumnCount: true, skipEmptyLines: true };
  const rows = pipeline(createReadStream(path), parse(options), () => undefined);
  try {
    for await (const { record, info } of rows as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (error instanceof ParseError)
      throw new CsvError(file, error.lines as number | undefined, whatIsWrong(error.code), { cause: error });
    const { code } = error as NodeJS.ErrnoException;
    throw new CsvError(file, undefined, code === 'ENOENT' ? 'there is no such file' : 'it cannot be read', {
      cause: error,
    });
  }
}

// The parser's messages would repeat values.
function whatIsWrong(code: string): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is opened and never closed';
  return 'it is no CSV here: a quote within a cell that does not begin with one';
}

/** A file cannot be read. The message says which file, which line and why, but repeats no value. */
export class CsvError extends Error {
  constructor(file: string, line: number | undefined, problem: string, options?: ErrorOptions) {
    super(`${file}${line === undefined ? '' : `, line ${line}`}: ${problem}`, options);
  }
}

// AMLSim's column names, which differ between its releases; both are accepted.
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

/** Maps cells to column names. Throws CsvError naming all missing columns. */
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
      throw new CsvError(file, line, `${cells.length} cells, but the header has ${names.length}`);
    }
    return Object.fromEntries(
      wanted.map((column, index) => [column, cells[places[index] as number]]),
    ) as Record<C, string>;
  };
}
