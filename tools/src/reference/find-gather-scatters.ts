// Rule `gather-scatter`: an account that several pay and that pays several.
import { inSufficientWindow } from './find-cases.ts';
import type { Case } from './finding.ts';
import { flowOf, type Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

/** Key: the hub. A transfer can be in two cases: of its payer and of its payee. */
export function findGatherScatters(
  payments: readonly Payment[],
  { windowMs, minPayers, minPayees, minAmountMinor }: Thresholds['gather-scatter'],
): Case[] {
  const flow = flowOf(payments, minAmountMinor);
  const incoming = Map.groupBy(flow, ({ payee }) => payee);
  const outgoing = Map.groupBy(flow, ({ payer }) => payer);
  return [...incoming].flatMap(([hub, gathered]) => {
    const scattered = outgoing.get(hub) ?? [];
    const members = inSufficientWindow([...gathered, ...scattered], windowMs, [
      { of: ({ payer, payee }) => (payee === hub ? payer : undefined), least: minPayers },
      { of: ({ payer, payee }) => (payer === hub ? payee : undefined), least: minPayees },
    ]);
    return members.length > 0 ? [{ key: hub, members }] : [];
  });
}
