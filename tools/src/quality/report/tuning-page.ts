// What the grid gave, as text. Pure.
import { ruleIds } from '../../reference/thresholds.ts';
import type { Trial } from '../tune/choose.ts';
import type { Point } from '../tune/grid.ts';
import type { Tuning } from '../tune/tune.ts';
import { percent, toTable } from './table.ts';

/** The whole grid, a table for each rule; the chosen point is marked, and so is what is shipped. */
export function toGridText({ trials, best }: Tuning): string {
  return ruleIds
    .map((rule) => {
      const rows = trials[rule].map((trial) => [mark(trial, best[rule]), ...cellsOf(trial)]);
      return `${rule}\n${toTable(['thresholds', ...columns], rows)}`;
    })
    .join('\n\n');
}

/** A line for each rule: what is best. */
export function toBestText({ best }: Tuning): string {
  return toTable(
    ['rule', 'best thresholds', ...columns],
    ruleIds.map((rule) => [rule, pointText(best[rule].point), ...cellsOf(best[rule])]),
  );
}

const columns = ['recall', 'precision', 'F1', 'most flagged look-alike'];

function cellsOf({ recall, precision, f1, worstLookAlike: { lookAlike, share } }: Trial): string[] {
  return [
    percent(recall),
    percent(precision),
    percent(f1),
    share === 0 ? 'none' : `${lookAlike} ${percent(share)}`,
  ];
}

function mark(trial: Trial, best: Trial): string {
  return `${pointText(trial.point)}${trial.changes === 0 ? ' (shipped)' : ''}${trial === best ? ' ← best' : ''}`;
}

const pointText = (point: Point) =>
  Object.entries(point)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
