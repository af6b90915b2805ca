// Reads a CSV file row by row, as RFC 4180 has it: quotes, line breaks within them, a byte order mark, either line end.
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { CsvError } from './csv-error.ts';

export interface CsvRow {
  /** Where the row begins; the first line of the file is 1. */
  line: number;
  cells: string[];
}

/** Lines without anything are left out. Throws CsvError. */
export async function* csvRows(path: string): AsyncGenerator<CsvRow> {
  const file = basename(path);
  const rows = new RowBuilder();
  try {
    for await (const chunk of createReadStream(path, 'utf8')) yield* rows.take(chunk as string);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CsvError(file, undefined, code === 'ENOENT' ? 'there is no such file' : 'it cannot be read', {
      cause: error,
    });
  }
  if (rows.isQuoted) throw new CsvError(file, rows.rowLine, 'a quote is opened and never closed');
  yield* rows.take('\n');
}

/** Chunks may end anywhere, even between the two quotes that stand for one. */
class RowBuilder {
  isQuoted = false;
  /** Where the row under construction begins. */
  rowLine = 1;
  private line = 1;
  private cells: string[] = [];
  private cell = '';
  private afterQuote = false;
  private isFirst = true;

  *take(chunk: string): Generator<CsvRow> {
    const text = this.isFirst ? chunk.replace(/^\uFEFF/, '') : chunk;
    this.isFirst = false;
    for (const character of text) {
      if (character === '\n') this.line++;
      if (this.isQuoted) this.takeQuoted(character);
      else if (character === '"' && (this.cell === '' || this.afterQuote)) this.openQuote();
      else if (character === ',') this.endCell();
      else if (character === '\n') yield* this.endRow();
      else if (character !== '\r') this.cell += character;
    }
  }

  private takeQuoted(character: string): void {
    if (character !== '"') this.cell += character;
    else {
      this.isQuoted = false;
      this.afterQuote = true;
    }
  }

  private openQuote(): void {
    if (this.afterQuote) this.cell += '"';
    this.isQuoted = true;
    this.afterQuote = false;
  }

  private endCell(): void {
    this.cells.push(this.cell.trim());
    this.cell = '';
    this.afterQuote = false;
  }

  private *endRow(): Generator<CsvRow> {
    this.endCell();
    const { cells, rowLine } = this;
    this.cells = [];
    this.rowLine = this.line;
    if (cells.some((cell) => cell !== '')) yield { line: rowLine, cells };
  }
}
