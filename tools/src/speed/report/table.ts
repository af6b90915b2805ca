// The table of results, for the terminal and as markdown. Pure.
import { isReached, type Row } from './reach.ts';
import { significant } from './statistics.ts';

const head = ['measure', 'measured', 'reach', 'reached', 'single runs'];

/** Columns padded, so that it reads as text as well as it renders. */
export function toTable(rows: readonly Row[]): string {
  const cells = [head, ...rows.map(cellsOf)];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const [first = [], ...others] = cells;
  return [line(first), rule, ...others.map(line)].join('\n');
}

/** What the rows' notes say, a line each. */
export function toNotes(rows: readonly Row[]): string {
  return rows.flatMap(({ measure, note }) => (note ? [`- ${measure}: ${note}`] : [])).join('\n');
}

function cellsOf(row: Row): string[] {
  const { measure, value, unit = '', reach, spread } = row;
  const reached = isReached(row);
  return [
    measure,
    `${text(value)}${unit && ` ${unit}`}`,
    reach ? `${reach.op === '>=' ? '≥' : '≤'} ${text(reach.value)}${unit && ` ${unit}`}` : '',
    reached === undefined ? '' : reached ? 'yes' : 'no',
    spread ? `${text(spread.least)} to ${text(spread.most)} (${spread.runs})` : '',
  ];
}

function text(value: number): string {
  if (!Number.isFinite(value)) return 'not measured';
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : String(significant(value));
}
