// Reads a CSV file row by row: a stream, so that its size does not matter.
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { CsvError as ParseError, parse } from 'csv-parse';
import { CsvError } from './csv-error.ts';

export interface CsvRow {
  /** Where the row ends; the first line of the file is 1. */
  line: number;
  cells: string[];
}

/** Lines without anything are left out. Throws CsvError. */
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

// Their messages repeat values.
function whatIsWrong(code: string): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is opened and never closed';
  return 'it is no CSV here: a quote within a cell that does not begin with one';
}
