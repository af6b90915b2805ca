// Results of a run as JSON, markdown and a terminal table. Pure.

import { median, pairRatios, significant } from '../statistics.ts';
import { toTable } from '../table.ts';
import type { MachineFacts } from './machine/machine-facts.ts';

export interface Results {
  mode: 'quick' | 'full';
  startedAt: string;
  tookSeconds: number;
  machine: MachineFacts;
  settings: Record<string, unknown>;
  measures: Record<string, Measured & { error?: string }>;
}

export function rowsOf({ measures }: Results): Row[] {
  return Object.values(measures).flatMap(({ rows }) => rows);
}

/** Rounds numbers to significant digits; NaN becomes null. */
export function toJson(results: Results): string {
  const round = (_key: string, value: unknown) => (typeof value === 'number' ? significant(value, 5) : value);
  return `${JSON.stringify(results, round, 1)}\n`;
}

export function toMarkdown(results: Results): string {
  const { mode, startedAt, tookSeconds, machine, settings } = results;
  const { jvm, ...facts } = machine;
  const list = (entries: Record<string, unknown>) =>
    Object.entries(entries)
      .map(([name, value]) => `- ${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
      .join('\n');
  const notes = toNotes(rowsOf(results));
  return `# \`npm run bench\`${mode === 'quick' ? ' -- --quick: an impression, not a result' : ''}

${startedAt.slice(0, 10)}, ${Math.round(tookSeconds / 60)} minutes. Ratios are medians of interleaved pairs; "single runs" is the
least and the most of them, and how many there were. All raw figures are in the JSON file beside this one.

${toResultTable(rowsOf(results))}
${notes && `\n${notes}\n`}
## Machine

${list({ ...facts, ...Object.fromEntries(Object.entries(jvm).map(([name, options]) => [`JVM of ${name}`, options.join(' ')])) })}

## Settings

${list(settings)}
`;
}

export interface Reach {
  op: '>=' | '<=';
  value: number;
}

/** A measured value beside its target: one line of the table. */
export interface Row {
  measure: string;
  /** NaN (null in JSON) if it could not be measured; `note` then says why. */
  value: number;
  unit?: string;
  reach?: Reach;
  /** The spread of the pairs or runs whose median is `value`. */
  spread?: { least: number; most: number; runs: number };
  note?: string;
}

/** The median of several runs, with their spread. */
export function medianRow(measure: string, values: readonly number[], reach?: Reach): Row {
  const spread = { least: Math.min(...values), most: Math.max(...values), runs: values.length };
  return { measure, value: median(values), ...(reach && { reach }), spread };
}

/** The median of `first[i] / second[i]`: the ratio of each pair, which ran within seconds of each other. */
export function ratioRow(measure: string, first: number[], second: number[], reach?: Reach): Row {
  return medianRow(measure, pairRatios(first, second).ratios, reach);
}

/** A measure's rows, and the raw data that the table has no room for. */
export interface Measured {
  rows: Row[];
  detail: Record<string, unknown>;
}

export function isReached({ value, reach }: Row): boolean | undefined {
  if (reach === undefined || !Number.isFinite(value)) return undefined;
  return reach.op === '>=' ? value >= reach.value : value <= reach.value;
}

const head = ['measure', 'measured', 'reach', 'reached', 'single runs'];

/** For the terminal and as markdown. */
export function toResultTable(rows: readonly Row[]): string {
  return toTable(head, rows.map(cellsOf), 'left');
}

/** The rows' notes, one line each. */
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
