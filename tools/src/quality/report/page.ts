// Results as a page of markdown, and as what the terminal shows. Pure.
import type { Results } from './results.ts';
import { percent, toTable, whole } from './table.ts';

/** All tables, with the sentences that say what they are of. */
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

/** The part of the page that docs/quality.md shows, too. */
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
  const look = run === 'quick' ? '**A quick run: a look, not a result.** ' : '';
  const agreement =
    flaggedDifferently === null
      ? ''
      : ` The reference model decides otherwise on ${whole(flaggedDifferently)} of them.`;
  const background = percent(scores.shareOfBackgroundFlagged);
  return (
    `${look}${days}${whole(counts.transactions)} transactions, ${percent(scores.prevalence)} of them fraud, judged by the ` +
    `${judgedBy}; ringtrace ${version}, Node ${node}, ${date}.${agreement} Of the ordinary background, ${background} are flagged.`
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
