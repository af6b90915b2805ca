// The stored results of an evaluation. They contain no paths or machine names. Pure.

import type { Counts } from '../evaluate/counts.ts';
import { type Aim, judgeAims, type Scores, toScores } from '../evaluate/scores.ts';
import type { RuleFacts } from '../judge/pipeline-judge.ts';

export interface Results {
  run: string;
  /** The date of the run, like 2026-08-31. */
  date: string;
  version: string;
  node: string;
  judgedBy: 'pipeline' | 'reference model';
  /** Seeds of the generated days; empty for data from files. */
  seeds: number[];
  rules: RuleFacts[];
  /** Transactions that the pipeline and the reference model flag differently; null if only one judged. */
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

/** Rounds shares to four digits; more would be noise. */
export function toJson(value: unknown): string {
  const short = (_: string, one: unknown) =>
    typeof one === 'number' && !Number.isInteger(one) ? Number(one.toFixed(4)) : one;
  return `${JSON.stringify(value, short, 2)}\n`;
}
