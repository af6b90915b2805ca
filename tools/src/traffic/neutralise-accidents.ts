// Background payments can complete a finding, alone or with planted ones. This changes them until they do not, so that only
// planted patterns can be found.
import type { TransactionRequest } from '@ringtrace/contracts';
import { findingKey } from '../reference/payment.ts';
import { judge, type ReferenceJudgement } from '../reference/reference-model.ts';
import { defaultThresholds, type RuleId } from '../reference/thresholds.ts';
import type { Draft, Scenario } from './draft.ts';
import { toRequest, toRequests } from './to-requests.ts';

export interface Neutral {
  /** The judgement on everything together; its findings are those of each scenario alone. */
  judgement: ReferenceJudgement;
  requestOf: Map<Draft, TransactionRequest>;
}

/**
 * Changes payments of `background` in place; times never change, so ids stay the same.
 * Throws if scenarios disturb each other, or if one lacks its own pattern: a bug in the generator.
 */
export function neutraliseAccidents(
  background: readonly Draft[],
  scenarios: readonly Scenario[],
  options: { idPrefix: string; bankOf: (currency: string) => string },
): Neutral {
  const drafts = [...background, ...scenarios.flatMap((scenario) => scenario.payments)];
  const requestOf = toRequests(drafts, options.idPrefix);
  const idOf = (draft: Draft) => requestOf.get(draft)?.id ?? '';
  const changeable = new Map(background.map((draft) => [idOf(draft), draft]));
  const planted = new Set(scenarios.flatMap((scenario) => findingsAlone(scenario, requestOf)));
  for (;;) {
    const judgement = judge(requestOf.values());
    const accidents = judgement.findings.filter((finding) => !planted.has(findingKey(finding)));
    if (accidents.length === 0) return { judgement, requestOf };
    for (const { rule, members } of accidents) {
      const culprits = members.flatMap((id) => changeable.get(id) ?? []);
      if (culprits.length === 0) throw new Error(`Planted scenarios complete a ${rule} between them`);
      for (const culprit of culprits) {
        Object.assign(culprit, remedy(rule, culprit, options.bankOf(culprit.currency)));
        requestOf.set(culprit, toRequest(culprit, idOf(culprit)));
      }
    }
  }
}

/** What the rules find in the scenario alone. Further payments cannot remove any of it. */
function findingsAlone(
  { kind, payments, findings }: Scenario,
  requestOf: ReadonlyMap<Draft, TransactionRequest>,
): string[] {
  const requests = (some: readonly Draft[]) => some.flatMap((draft) => requestOf.get(draft) ?? []);
  const alone = judge(requests(payments)).findings.map(findingKey);
  const wanted = findings.map(({ rule, members }) =>
    findingKey({ rule, members: requests(members).map(({ id }) => id) }),
  );
  if (!wanted.every((key) => alone.includes(key))) throw new Error(`A planted ${kind} is none by the rules`);
  if (findings.length === 0 && alone.length > 0) throw new Error(`An innocent ${kind} is found by the rules`);
  return alone;
}

/** Makes a background payment harmless for the rule permanently: no payment is changed twice for one rule. */
function remedy(rule: RuleId, { amountMinor }: Draft, bank: string): Partial<Draft> {
  switch (rule) {
    case 'shared-card-and-device':
    case 'shared-identity':
      return { card: undefined, device: undefined };
    case 'velocity-card':
    case 'velocity-device':
      return { amountMinor: amountMinor + defaultThresholds[rule].maxAmountMinor + 1 };
    default:
      // Cash withdrawals end the flow.
      return { type: 'cash-withdrawal', payee: bank, card: undefined, merchantId: undefined };
  }
}
