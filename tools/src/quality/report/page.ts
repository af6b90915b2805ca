// The results of an evaluation: as JSON, as a markdown page and for the terminal. Pure.

import { ruleIds } from '../../reference/thresholds.ts';
import { percent, toTable, whole } from '../../table.ts';
import type { Counts } from '../evaluate/counts.ts';
import { type Aim, judgeAims, type Scores, toScores } from '../evaluate/scores.ts';
import type { RuleFacts } from '../judge/pipeline-judge.ts';
import type { Point, Trial, Tuning } from '../tune.ts';

/** The stored results of an evaluation. They contain no paths or machine names. */
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

/** The whole page. */
export function toPage(results: Results): string {
  const { rules } = results;
  const thresholds = rules.map(({ id, version, parameters }) => {
    const named = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
    return `- \`${id}\` ${version > 0 ? `v${version}` : 'as defined'}: ${named.join(', ')}`;
  });
  return [
    '# Detection quality: results',
    toSection(results),
    `## Rules and thresholds\n\n${thresholds.join('\n')}`,
    'Method and definitions: [docs/quality.md](../../docs/quality.md).\n',
  ].join('\n\n');
}

/** The part of the page that docs/quality.md also shows. */
export function toSection(results: Results): string {
  return [
    toFacts(results),
    toAimsTable(results),
    toOverall(results),
    toTypologies(results),
    toLookAlikes(results),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function toFacts({
  date,
  version,
  node,
  judgedBy,
  seeds,
  counts,
  scores,
  flaggedDifferently,
  run,
}: Results): string {
  const days = seeds.length > 0 ? `${daysText(seeds)}, ` : '';
  const look = run === 'quick' ? '**A quick run: an impression, not a result.** ' : '';
  const agreement =
    flaggedDifferently === null
      ? ''
      : `\nThe reference model decides ${whole(flaggedDifferently)} of them differently.`;
  const background = percent(scores.shareOfBackgroundFlagged);
  return (
    `${look}${days}${whole(counts.transactions)} transactions, ${percent(scores.prevalence)} of them fraud, judged by the ` +
    `${judgedBy}; ringtrace ${version}, Node ${node}, ${date}.${agreement}\nOf the ordinary background, ${background} are flagged.`
  );
}

export function toAimsTable({ aims }: Pick<Results, 'aims'>): string {
  return toTable(
    ['aim', 'wanted', 'measured', 'reached'],
    aims.map(({ what, wanted, measured, isReached }) => [
      what,
      wanted,
      percent(measured),
      isReached ? 'yes' : 'no',
    ]),
  );
}

function toOverall({ scores: { rings, transactions } }: Results): string {
  const row = (name: string, recall: number | null, precision: number | null, f1: number | null) => [
    name,
    percent(recall),
    percent(precision),
    percent(f1),
  ];
  return toTable(
    ['overall', 'recall', 'precision', 'F1'],
    [
      row(
        `patterns (${whole(rings.planted)} planted, ${whole(rings.alerts)} alerts)`,
        rings.recall,
        rings.precision,
        rings.f1,
      ),
      row('patterns within reach of the rules', rings.recallWithinReach, null, null),
      row('transactions', transactions.recall, transactions.precision, transactions.f1),
    ],
  );
}

function toTypologies({ scores: { typologies } }: Results): string {
  if (typologies.length === 0) return '';
  const head = [
    'typology',
    'planted',
    'found',
    'recall',
    'within reach',
    'by its own rule',
    'precision',
    'F1',
  ];
  const ofTransactions = ['transactions: recall', 'precision', 'F1'];
  return toTable(
    [...head, ...ofTransactions],
    typologies.map((one) => [
      one.typology,
      whole(one.planted),
      whole(one.found),
      ...[
        one.rings.recall,
        one.recallWithinReach,
        one.recallOfOwnRule,
        one.rings.precision,
        one.rings.f1,
      ].map(percent),
      ...[one.transactions.recall, one.transactions.precision, one.transactions.f1].map(percent),
    ]),
  );
}

function toLookAlikes({ scores: { lookAlikes } }: Results): string {
  if (lookAlikes.length === 0) return '';
  return toTable(
    ['innocent look-alike', 'patterns', 'with a flagged member', 'share', 'transactions flagged'],
    lookAlikes.map((one) => [
      one.lookAlike,
      whole(one.patterns),
      whole(one.flaggedPatterns),
      percent(one.shareOfPatterns),
      percent(one.shareOfTransactions),
    ]),
  );
}

function daysText(seeds: readonly number[]): string {
  return seeds.length === 1 ? `Day ${seeds[0]}` : `Days ${seeds[0]} to ${seeds.at(-1)}`;
}

/** The whole grid, one table per rule. The best and the shipped points are marked. */
export function toGridText({ trials, best }: Tuning): string {
  return ruleIds
    .map((rule) => {
      const rows = trials[rule].map((trial) => [mark(trial, best[rule]), ...cellsOf(trial)]);
      return `${rule}\n${toTable(['thresholds', ...columns], rows)}`;
    })
    .join('\n\n');
}

/** One line per rule with its best point. */
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
