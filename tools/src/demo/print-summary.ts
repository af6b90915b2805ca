// The numbers at the end of the demo. Pure.
import { type LatencySummary, summariseLatencies } from '../pipeline/percentiles.ts';
import type { SendOutcome } from '../pipeline/send-stream.ts';
import type { Comparison } from '../reference/compare-outcomes.ts';

/** Of all and of the later half, since the first payments meet caches, plans and code that are still cold. */
export function printLatencies(
  sent: SendOutcome,
  verdicts: ReadonlyMap<string, { firstAtMs: number }>,
): string {
  const inOrder = [...sent.accepted].sort(([, a], [, b]) => a.sentAtMs - b.sentAtMs);
  const verdictMs = (accepted: typeof inOrder) =>
    accepted.flatMap(([id, { sentAtMs }]) => {
      const verdict = verdicts.get(id);
      return verdict ? [verdict.firstAtMs - sentAtMs] : [];
    });
  const laterHalf = inOrder.slice(Math.floor(inOrder.length / 2));
  const acceptedMs = (accepted: typeof inOrder) => accepted.map(([, { latencyMs }]) => latencyMs);
  return [
    line('202: the broker has it', summariseLatencies(acceptedMs(inOrder))),
    line('   the later half', summariseLatencies(acceptedMs(laterHalf))),
    line('verdict on its topic', summariseLatencies(verdictMs(inOrder))),
    line('   the later half', summariseLatencies(verdictMs(laterHalf))),
  ].join('\n');
}

function line(name: string, { p50, p95, count }: LatencySummary): string {
  return `${name.padEnd(24)} p50 ${ms(p50)}   p95 ${ms(p95)}   (${count.toLocaleString('en')} measured)`;
}

const ms = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`.padStart(9);

/** A line for each rule, then what must be nothing. */
export function printComparison(compared: Comparison): string {
  const { accepted, verdicts, deadLetters, rules, wrongLabels, lookAlikes, lookAlikesFlagged } = compared;
  const rows = [
    ...rules.map(({ rule, planted, found, invented }) => [
      rule,
      planted,
      'found',
      found,
      'found but not planted',
      invented.length,
    ]),
    ['innocent look-alikes', lookAlikes, 'flagged', lookAlikesFlagged.length],
    ['verdicts', verdicts, 'other than the label', wrongLabels.length],
    ['accepted', accepted, '= verdicts', verdicts, '+ dead letters', deadLetters],
  ];
  return rows.map((row) => row.map(format).join(' ')).join('\n');
}

function format(cell: string | number | undefined, index: number): string {
  const text = typeof cell === 'number' ? cell.toLocaleString('en') : String(cell);
  if (index === 0) return text.padEnd(22);
  return typeof cell === 'number' ? text.padStart(5) : ` ${text}`;
}
