// Compares what the pipeline did with what was planted, and lists every difference. Pure.
import type { Decision, Finding } from '@ringtrace/contracts';
import { findingKey } from '../reference/payment.ts';
import { ruleIds } from '../reference/thresholds.ts';
import type { Traffic } from '../traffic/demo/generate-traffic.ts';

/** What was observed from outside. */
export interface Observed {
  accepted: Iterable<string>;
  verdicts: ReadonlyMap<string, { decision: Decision; findings: Pick<Finding, 'id' | 'rule'>[] }>;
  /** Ids of transactions that became dead letters. */
  deadLetters: Iterable<string>;
}

export interface RuleComparison {
  rule: string;
  /** Findings that the traffic must cause. */
  planted: number;
  /** Planted findings that were found with exactly their members. */
  found: number;
  /** Findings that were not planted, as text. */
  invented: string[];
}

export interface Comparison {
  accepted: number;
  /** Of accepted transactions. */
  verdicts: number;
  deadLetters: number;
  /** Accepted, but neither verdict nor dead letter. */
  lost: string[];
  /** Accepted, with both a verdict and a dead letter. */
  twice: string[];
  wrongLabels: { id: string; expected: string; actual: string }[];
  /** One per rule that had to find something or did. */
  rules: RuleComparison[];
  lookAlikes: number;
  /** Kinds of look-alikes with a flagged member. */
  lookAlikesFlagged: string[];
}

interface Found {
  rule: string;
  members: string[];
}

/** Ignores transactions outside `traffic`, since topics may be shared. */
export function compareOutcomes(traffic: Traffic, observed: Observed): Comparison {
  const accepted = [...new Set(observed.accepted)].filter((id) => traffic.labels.has(id));
  const dead = new Set(observed.deadLetters);
  const judged = accepted.filter((id) => observed.verdicts.has(id));
  const isFlagged = (id: string) => (observed.verdicts.get(id)?.decision ?? 'approve') !== 'approve';

  return {
    accepted: accepted.length,
    verdicts: judged.length,
    deadLetters: accepted.filter((id) => dead.has(id)).length,
    lost: accepted.filter((id) => !observed.verdicts.has(id) && !dead.has(id)),
    twice: judged.filter((id) => dead.has(id)),
    wrongLabels: judged.flatMap((id) => {
      const expected = labelText(traffic.labels.get(id));
      const actual = labelText(toLabel(observed.verdicts.get(id)));
      return expected === actual ? [] : [{ id, expected, actual }];
    }),
    rules: compareFindings(traffic.findings, foundIn(observed, traffic)),
    lookAlikes: traffic.lookAlikes.length,
    lookAlikesFlagged: traffic.lookAlikes
      .filter(({ members }) => members.some(isFlagged))
      .map(({ kind }) => kind),
  };
}

/** One sentence per kind of difference; empty if the pipeline did exactly what it should. */
export function differences({ lost, twice, wrongLabels, rules, lookAlikesFlagged }: Comparison): string[] {
  const wrong = wrongLabels.map(({ id, expected, actual }) => `${id} (${actual} instead of ${expected})`);
  const missed = rules.flatMap(({ rule, planted, found }) =>
    planted > found ? [`${rule} (${planted - found} of ${planted})`] : [],
  );
  return [
    ...some(lost, 'accepted, but neither judged nor a dead letter'),
    ...some(twice, 'both judged and a dead letter'),
    ...some(wrong, 'judged otherwise than labelled'),
    ...(missed.length > 0 ? [`planted, but not found: ${missed.join(', ')}`] : []),
    ...some(
      rules.flatMap(({ invented }) => invented),
      'found, but not planted',
    ),
    ...some(lookAlikesFlagged, 'innocent look-alikes flagged'),
  ];
}

function some(items: string[], what: string): string[] {
  if (items.length === 0) return [];
  return [`${items.length} ${what}: ${items.slice(0, 5).join(', ')}${items.length > 5 ? ', …' : ''}`];
}

function compareFindings(planted: readonly Found[], found: readonly Found[]): RuleComparison[] {
  const plantedKeys = new Set(planted.map(findingKey));
  const foundKeys = new Set(found.map(findingKey));
  const rules = new Set([...ruleIds, ...found.map(({ rule }) => rule)]);
  return [...rules].flatMap((rule) => {
    const own = planted.filter((finding) => finding.rule === rule);
    const invented = found.filter(
      (finding) => finding.rule === rule && !plantedKeys.has(findingKey(finding)),
    );
    if (own.length === 0 && invented.length === 0) return [];
    return [
      {
        rule,
        planted: own.length,
        found: own.filter((finding) => foundKeys.has(findingKey(finding))).length,
        invented: invented.map(({ members }) => `${rule} of ${members.length} with ${members[0]}`),
      },
    ];
  });
}

/**
 * Collects each finding's members from the verdicts that carry it. The finding itself may list only some members, and an
 * early verdict lists only those known then.
 */
function foundIn({ verdicts }: Observed, traffic: Traffic): Found[] {
  const found = new Map<string, Found>();
  for (const [transactionId, { findings }] of verdicts) {
    if (!traffic.labels.has(transactionId)) continue;
    for (const { id, rule } of findings) {
      const known = found.get(id);
      if (known) known.members.push(transactionId);
      else found.set(id, { rule, members: [transactionId] });
    }
  }
  return [...found.values()];
}

function toLabel(verdict: { decision: Decision; findings: { rule: string }[] } | undefined) {
  return verdict && { decision: verdict.decision, rules: verdict.findings.map(({ rule }) => rule) };
}

function labelText(label: { decision: Decision; rules: readonly string[] } | undefined): string {
  return label ? [label.decision, ...[...new Set(label.rules)].sort()].join(' ') : 'nothing';
}
