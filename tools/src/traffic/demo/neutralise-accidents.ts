// Ordinary payments can complete a finding by accident, alone or together with planted ones. This changes them until
// exactly the planted findings remain.
import type { TransactionRequest } from '@ringtrace/contracts';
import { findingKey, type Payment } from '../../reference/payment.ts';
import { judge, type ReferenceJudgement } from '../../reference/reference-model.ts';
import { defaultThresholds, type RuleId } from '../../reference/thresholds.ts';
import type { PlannedPayment } from '../payments.ts';
import { inSomeZone, toRequest, withIds } from '../wire.ts';
import type { Scenario } from './scenarios.ts';

export interface Neutral {
  /** Of all payments together: its findings are those of each scenario alone. */
  judgement: ReferenceJudgement;
  /** In event-time order. */
  requestOf: Map<PlannedPayment, TransactionRequest>;
}

/** Never changes times, so ids stay in order. Throws if scenarios disturb each other, which is a bug in this package. */
export function neutraliseAccidents(
  background: readonly PlannedPayment[],
  scenarios: readonly Scenario[],
  options: { idPrefix: string; cashMachineOf: (currency: string) => string },
): Neutral {
  const all = [...background, ...scenarios.flatMap(({ payments }) => payments)];
  const payments = withIds(all, options.idPrefix);
  const ordinary = new Set(background);
  const toPlanned = new Map([...payments].map(([planned, { id }]) => [id, planned]));
  const idOf = (planned: PlannedPayment) => (payments.get(planned) as Payment).id;
  const planted = new Set(
    scenarios.flatMap(({ findings }) =>
      findings.map(({ rule, members }) => findingKey({ rule, members: members.map(idOf) })),
    ),
  );
  const requestOf = new Map([...payments].map(([planned, payment]) => [planned, write(payment)]));
  for (;;) {
    const judgement = judge(requestOf.values());
    const accidents = judgement.findings.filter((finding) => !planted.has(findingKey(finding)));
    if (accidents.length === 0) return { judgement, requestOf };
    for (const { rule, members } of accidents) {
      const changeable = members
        .map((id) => toPlanned.get(id) as PlannedPayment)
        .filter((one) => ordinary.has(one));
      if (changeable.length === 0) throw new Error(`Planted scenarios complete a ${rule} between them`);
      for (const planned of changeable) {
        const payment = payments.get(planned) as Payment;
        Object.assign(payment, remedy(rule, payment, options.cashMachineOf(payment.currency)));
        requestOf.set(planned, write(payment));
      }
    }
  }
}

const write = (payment: Payment) => toRequest(payment, { writeTime: inSomeZone });

/** Makes a payment harmless for the rule for good: no payment is changed twice for one rule. */
function remedy(rule: RuleId, { amountMinor }: Payment, cashMachine: string): Partial<Payment> {
  switch (rule) {
    case 'shared-card-and-device':
    case 'shared-identity':
      return { card: undefined, device: undefined };
    case 'velocity-card':
    case 'velocity-device':
      return { amountMinor: amountMinor + defaultThresholds[rule].maxAmountMinor + 1 };
    default:
      // Money that is withdrawn in cash flows no further.
      return { type: 'cash-withdrawal', payee: cashMachine, card: undefined, merchantId: undefined };
  }
}
