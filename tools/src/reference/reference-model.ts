// What the pipeline must conclude, worked out in memory from the rules' definitions alone. It shares no code and
// no query with the analyzer, so that the two can check each other.
import type { TransactionRequest } from '@ringtrace/contracts';
import { decide, type ReferenceVerdict } from './decide.ts';
import { findGatherScatters } from './find-gather-scatters.ts';
import { findFanIns, findFanOuts } from './find-mule-fans.ts';
import { findPassThroughs } from './find-pass-throughs.ts';
import { findRings } from './find-rings.ts';
import { findScatterGathers } from './find-scatter-gathers.ts';
import { findSharedCards } from './find-shared-cards.ts';
import { findSharedIdentities } from './find-shared-identities.ts';
import { findVelocity } from './find-velocity.ts';
import { type Case, findingKey, type ReferenceFinding } from './finding.ts';
import { type Payment, toPayments } from './payment.ts';
import { type RuleId, ruleIds, type ThresholdChanges, type Thresholds, withDefaults } from './thresholds.ts';

export interface ReferenceJudgement {
  /** Sorted by `findingKey`, then by key: the same for every order of the requests. */
  findings: ReferenceFinding[];
  /** One per distinct transaction id. */
  verdicts: Map<string, ReferenceVerdict>;
}

type Find = (payments: readonly Payment[], thresholds: Thresholds) => (Case | { members: Payment[] })[];

const find: Record<RuleId, Find> = {
  'shared-card-and-device': (payments, all) => findSharedCards(payments, all['shared-card-and-device']),
  'shared-identity': (payments, all) => findSharedIdentities(payments, all['shared-identity']),
  'velocity-card': (payments, all) => findVelocity(payments, 'card', all['velocity-card']),
  'velocity-device': (payments, all) => findVelocity(payments, 'device', all['velocity-device']),
  ring: (payments, all) => findRings(payments, all.ring).map((members) => ({ members })),
  'mule-fan-in': (payments, all) => findFanIns(payments, all['mule-fan-in']),
  'mule-fan-out': (payments, all) => findFanOuts(payments, all['mule-fan-out']),
  'rapid-pass-through': (payments, all) => findPassThroughs(payments, all['rapid-pass-through']),
  'scatter-gather': (payments, all) => findScatterGathers(payments, all['scatter-gather']),
  'gather-scatter': (payments, all) => findGatherScatters(payments, all['gather-scatter']),
};

/** Judges all requests together, in whatever order they come and however often one is repeated. */
export function judge(
  requests: Iterable<TransactionRequest>,
  thresholds: ThresholdChanges = {},
): ReferenceJudgement {
  const payments = toPayments(requests);
  const all = withDefaults(thresholds);
  const findings = ruleIds.flatMap((rule) =>
    find[rule](payments, all).map(
      ({ members, ...key }): ReferenceFinding => ({
        rule,
        ...key,
        members: members.map(({ id }) => id).sort(),
      }),
    ),
  );
  const foundBy = new Map(payments.map(({ id }) => [id, [] as RuleId[]]));
  for (const { rule, members } of findings) {
    for (const id of members) foundBy.get(id)?.push(rule);
  }
  return {
    findings: sortedByKey(findings),
    verdicts: new Map([...foundBy].map(([id, rules]) => [id, decide(rules)])),
  };
}

/** `<transaction id> <rule>` for each transaction that a rule found: comparable however many members a finding lists. */
export function flaggedBy({ findings }: Pick<ReferenceJudgement, 'findings'>): Set<string> {
  return new Set(findings.flatMap(({ rule, members }) => members.map((id) => `${id} ${rule}`)));
}

function sortedByKey(findings: readonly ReferenceFinding[]): ReferenceFinding[] {
  return (
    findings
      // Two cases of one rule can have the same members: a card and the device that it was used on.
      .map((finding) => ({ finding, key: `${findingKey(finding)} ${finding.key}` }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ finding }) => finding)
  );
}
