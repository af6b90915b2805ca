// Background payments can complete a finding together with planted ones. This changes them until they do not, so that
// exactly what was planted is there to be found.
import { findingKey, judge, type ReferenceJudgement } from '../reference/reference-model.ts';
import type { Draft, Scenario } from './draft.ts';
import { toRequests } from './to-requests.ts';

/**
 * Changes payments of `background` in place; times never change, so ids stay the same.
 * Returns the judgement of everything together: its findings are exactly the planted ones.
 * Throws if scenarios disturb each other or the reference model misses one: a mistake in this package.
 */
export function neutraliseAccidents(
  background: readonly Draft[],
  scenarios: readonly Scenario[],
  options: { idPrefix: string; bankOf: (currency: string) => string },
): ReferenceJudgement {
  const drafts = [...background, ...scenarios.flatMap((scenario) => scenario.payments)];
  const changeable = new Set(background);
  for (;;) {
    const requests = toRequests(drafts, options.idPrefix);
    const draftOf = new Map([...requests].map(([draft, { id }]) => [id, draft]));
    const planted = plantedKeys(scenarios, (draft) => requests.get(draft)?.id ?? '');
    const judgement = judge(requests.values());
    const accidents = judgement.findings.filter((finding) => !planted.has(findingKey(finding)));
    if (accidents.length === 0) {
      if (judgement.findings.length !== planted.size)
        throw new Error('A planted finding is not one by the rules');
      return judgement;
    }
    for (const { rule, members } of accidents) {
      const culprit = members
        .map((id) => draftOf.get(id))
        .findLast((draft) => draft && changeable.has(draft));
      if (culprit === undefined) throw new Error(`Planted scenarios complete a ${rule} between them`);
      if (rule === 'ring') Object.assign(culprit, withdrawal(options.bankOf(culprit.currency)));
      else culprit.device = undefined;
    }
  }
}

/** Money that is drawn out in cash can be part of no ring. */
const withdrawal = (bank: string): Partial<Draft> => ({
  type: 'cash-withdrawal',
  payee: bank,
  card: undefined,
  merchantId: undefined,
});

function plantedKeys(scenarios: readonly Scenario[], idOf: (draft: Draft) => string): Set<string> {
  return new Set(
    scenarios.flatMap((scenario) =>
      scenario.findings.map(({ rule, members }) => findingKey({ rule, members: members.map(idOf) })),
    ),
  );
}
