// Holds what the pipeline did against what was planted, and says every difference. Pure.
import type { Decision, Finding } from '@ringtrace/contracts';
import type { Traffic } from '../traffic/generate-traffic.ts';
import { findingKey } from './reference-model.ts';

/** What was seen from outside. */
export interface Observed {
  accepted: Iterable<string>;
  verdicts: ReadonlyMap<string, { decision: Decision; findings: Finding[] }>;
  /** Ids of transactions that became dead letters. */
  deadLetters: Iterable<string>;
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
  ringsPlanted: number;
  /** Planted rings that were found. */
  ringsFound: number;
  /** Rings that were found and not planted, by their members. */
  ringsInvented: string[];
  lookAlikes: number;
  /** Kinds of planted look-alikes of which a member was flagged. */
  lookAlikesFlagged: string[];
}

/** Looks only at transactions of `traffic`: others may be in the same topics. */
export function compareOutcomes(traffic: Traffic, observed: Observed): Comparison {
  const accepted = [...new Set(observed.accepted)].filter((id) => traffic.labels.has(id));
  const dead = new Set(observed.deadLetters);
  const judged = accepted.filter((id) => observed.verdicts.has(id));
  const found = foundRings(observed, traffic);
  const planted = new Set(traffic.rings.map(({ members }) => findingKey({ rule: 'ring', members })));
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
    ringsPlanted: planted.size,
    ringsFound: [...planted].filter((key) => found.has(key)).length,
    ringsInvented: [...found].filter((key) => !planted.has(key)),
    lookAlikes: traffic.lookAlikes.length,
    lookAlikesFlagged: traffic.lookAlikes
      .filter(({ members }) => members.some(isFlagged))
      .map(({ kind }) => kind),
  };
}

/** One sentence per kind of difference; empty means that the pipeline did exactly what it should. */
export function differences(compared: Comparison): string[] {
  const { lost, twice, wrongLabels, ringsPlanted, ringsFound, ringsInvented, lookAlikesFlagged } = compared;
  const wrong = wrongLabels.map(({ id, expected, actual }) => `${id} (${actual} instead of ${expected})`);
  return [
    ...some(lost, 'accepted, but neither judged nor a dead letter'),
    ...some(twice, 'both judged and a dead letter'),
    ...some(wrong, 'judged otherwise than labelled'),
    ...(ringsFound === ringsPlanted ? [] : [`${ringsPlanted - ringsFound} planted rings were not found`]),
    ...some(ringsInvented, 'rings found that nobody planted'),
    ...some(lookAlikesFlagged, 'innocent look-alikes flagged'),
  ];
}

function some(items: string[], what: string): string[] {
  if (items.length === 0) return [];
  return [`${items.length} ${what}: ${items.slice(0, 5).join(', ')}${items.length > 5 ? ', …' : ''}`];
}

function foundRings({ verdicts }: Observed, traffic: Traffic): Set<string> {
  const own = [...verdicts].filter(([id]) => traffic.labels.has(id));
  const findings = own.flatMap(([, verdict]) => verdict.findings);
  return new Set(findings.filter(({ rule }) => rule === 'ring').map(findingKey));
}

function toLabel(verdict: { decision: Decision; findings: Finding[] } | undefined) {
  return verdict && { decision: verdict.decision, rules: verdict.findings.map(({ rule }) => rule) };
}

function labelText(label: { decision: Decision; rules: readonly string[] } | undefined): string {
  return label ? [label.decision, ...[...new Set(label.rules)].sort()].join(' ') : 'nothing';
}
