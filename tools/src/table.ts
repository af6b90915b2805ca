// The one writer of tables: markdown that also reads well as text, and plain columns for a terminal. Pure.

type Rows = readonly (readonly string[])[];

/** A markdown table with padded columns. `align` is for all columns but the first, which is left-aligned. */
export function toTable(head: readonly string[], rows: Rows, align: 'left' | 'right' = 'right'): string {
  const widths = widthsOf([head, ...rows]).map((width) => Math.max(width, 3));
  const isLeft = (column: number) => column === 0 || align === 'left';
  const pad = (cell: string, column: number) =>
    isLeft(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const line = (row: readonly string[]) =>
    `| ${head.map((_, column) => pad(row[column] ?? '', column)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    isLeft(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** Left-aligned columns without trailing blanks. */
export function toColumns(rows: Rows): string {
  const widths = widthsOf(rows);
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n');
}

function widthsOf(rows: Rows): number[] {
  return (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
}

/** With one decimal: 97.4 %. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}

export const whole = (count: number) => count.toLocaleString('en');
