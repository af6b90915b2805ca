// Test payments for the reference model, and its findings as short text.
import type { TransactionRequest } from '@ringtrace/contracts';
import { judge } from './reference-model.ts';
import type { RuleId, Thresholds } from './thresholds.ts';

export const minute = 60_000;
export const hour = 3_600_000;
const noon = Date.parse('2026-08-01T12:00:00Z');

/** `at`: milliseconds after noon. */
export type Pay = Partial<TransactionRequest> & { at?: number };

/** By default a transfer of EUR 1,000 at noon. */
export function pay(
  id: string,
  payer: string,
  payee: string,
  { at = 0, ...more }: Pay = {},
): TransactionRequest {
  return {
    id,
    occurredAt: new Date(noon + at).toISOString(),
    amountMinor: 1_000,
    currency: 'EUR',
    type: 'transfer',
    payer: { accountId: payer },
    payee: { accountId: payee },
    ...more,
  };
}

/**
 * `key: members` for each finding of the rule, or just `members` if its findings have no key. Tests state their
 * thresholds, because the shipped ones may change.
 */
export function found<Rule extends RuleId>(
  rule: Rule,
  thresholds: Thresholds[Rule],
  requests: readonly TransactionRequest[],
): string[] {
  const { findings } = judge(requests, { [rule]: thresholds });
  return findings
    .filter((finding) => finding.rule === rule)
    .map(({ key, members }) => [key, members.join(' ')].filter((part) => part !== undefined).join(': '));
}
