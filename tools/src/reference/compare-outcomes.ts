// Holds what the pipeline did against what was planted, and says every difference. Pure.
import type { Decision, Finding } from '@ringtrace/contracts';
import type { Traffic } from '../traffic/demo/generate-traffic.ts';
import { findingKey } from './payment.ts';
import { ruleIds } from './thresholds.ts';

/** What was seen from outside. */
export interface Observed {
  accepted: Iterable<string>;
  verdicts: ReadonlyMap<string, { decision: Decision; findings: Pick<Finding, 'id' | 'rule'>[] }>;
  /** Ids of transactions that became dead letters. */
  deadLetters: Iterable<string>;
}

export interface RuleComparison {
  rule: string;
  /** Findings that the traffic must lead to. */
  planted: number;
  /** Planted ones that were found, with exactly their members. */
  found: number;
  /** Findings that nobody planted, in words. */
  invented: string[];
}

export interface Comparison {
  accepted: number;
  /** Of accepted transactions. */
  verdicts: number;
  deadLetters: number;
  /** Accepted, and ended nowhere. */
  lost: string[];
  /** Accepted, and ended as both a verdict and a dead letter. */
  twice: string[];
  wrongLabels: { id: string; expected: string; actual: string }[];
  /** One for each rule that had to find something or found something. */
  rules: RuleComparison[];
  lookAlikes: number;
  /** Kinds of planted look-alikes of which a member was flagged. */
  lookAlikesFlagged: string[];
}

type Found = { rule: string; members: string[] };

/** Looks only at transactions of `traffic`: others may be in the same topics. */
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

/** One sentence per kind of difference; empty means that the pipeline did exactly what it should. */
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
 * Findings by the verdicts that carry them: a finding lists only some of its members, and a verdict that was published
 * early lists those of then, but every member's verdict carries its finding.
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
