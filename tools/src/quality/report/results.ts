// What is kept of an evaluation. Pure. No paths, no names of machines: nothing here depends on where it ran.

import { type Aim, judgeAims } from '../evaluate/aims.ts';
import type { Counts } from '../evaluate/counts.ts';
import { type Scores, toScores } from '../evaluate/scores.ts';
import type { RuleFacts } from '../judge/pipeline-judge.ts';

export interface Results {
  run: string;
  /** The day of the run, as in 2026-08-31. */
  date: string;
  version: string;
  node: string;
  judgedBy: 'pipeline' | 'reference model';
  /** Of the generated days; of data from files, none. */
  seeds: number[];
  rules: RuleFacts[];
  /** Transactions that the pipeline and the reference model flag differently; null where only one judged. */
  flaggedDifferently: number | null;
  aims: Aim[];
  scores: Scores;
  counts: Counts;
}

export function toResults(
  facts: Pick<Results, 'run' | 'date' | 'version' | 'judgedBy' | 'seeds' | 'rules' | 'flaggedDifferently'>,
  counts: Counts,
): Results {
  const scores = toScores(counts);
  return { ...facts, node: process.versions.node, aims: judgeAims(scores), scores, counts };
}

/** Shares with four digits: more would only be noise. */
export function toJson(value: unknown): string {
  const short = (_: string, one: unknown) =>
    typeof one === 'number' && !Number.isInteger(one) ? Number(one.toFixed(4)) : one;
  return `${JSON.stringify(value, short, 2)}\n`;
}
