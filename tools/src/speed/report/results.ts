// What is kept of a run, as data and as a page. Pure.
import type { MachineFacts } from '../machine/machine-facts.ts';
import type { Measured, Row } from './reach.ts';
import { significant } from './statistics.ts';
import { toNotes, toTable } from './table.ts';

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

/** Numbers rounded to what they are worth; NaN becomes null. */
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
  return `# \`npm run bench\`${mode === 'quick' ? ' -- --quick: a look, not a result' : ''}

${startedAt.slice(0, 10)}, ${Math.round(tookSeconds / 60)} minutes. Ratios are medians of interleaved pairs; "single runs" is the
least and the most of them, and how many there were. All raw figures are in the JSON file beside this one.

${toTable(rowsOf(results))}
${notes && `\n${notes}\n`}
## Machine

${list({ ...facts, ...Object.fromEntries(Object.entries(jvm).map(([name, options]) => [`JVM of ${name}`, options.join(' ')])) })}

## Settings

${list(settings)}
`;
}
