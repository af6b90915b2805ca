// The one form of a payment that generators, rules and the wire share, and what a rule finds.
import type { TransactionRequest } from '@ringtrace/contracts';
import type { RuleId } from './thresholds.ts';

export interface Payment {
  id: string;
  /** Event time, epoch milliseconds. */
  atMs: number;
  amountMinor: number;
  currency: string;
  type: TransactionRequest['type'];
  payer: string;
  payee: string;
  card?: string | undefined;
  device?: string | undefined;
  ip?: string | undefined;
  merchantId?: string | undefined;
}

/** Deduplicates by id; the first one counts. */
export function toPayments(requests: Iterable<TransactionRequest>): Payment[] {
  const payments = new Map<string, Payment>();
  for (const { occurredAt, payer, payee, ...rest } of requests) {
    if (payments.has(rest.id)) continue;
    payments.set(rest.id, {
      ...rest,
      atMs: Date.parse(occurredAt),
      payer: payer.accountId,
      payee: payee.accountId,
    });
  }
  return [...payments.values()];
}

/** What flow rules look at: transfers between different accounts that are not purchases. */
export function flowOf(payments: readonly Payment[], minMinor = 0): Payment[] {
  return payments.filter(
    ({ type, payer, payee, merchantId, amountMinor }) =>
      type === 'transfer' && payer !== payee && merchantId === undefined && amountMinor >= minMinor,
  );
}

/** By event time, then by id. */
export function byTime(a: Payment, b: Payment): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** Both were made on the same known device. */
export function onOneDevice(one: Payment, other: Payment): boolean {
  return one.device !== undefined && one.device === other.device;
}

const exactUpTo = 2 ** 46;

/** 100 × amount ≥ percent × base, exact up to amounts of 2^53 − 1. */
export function isAtLeastPercent(amountMinor: number, percent: number, baseMinor: number): boolean {
  if (amountMinor <= exactUpTo && baseMinor <= exactUpTo) return 100 * amountMinor >= percent * baseMinor;
  return 100n * BigInt(amountMinor) >= BigInt(percent) * BigInt(baseMinor);
}

/** A case: all payments of one entity that meet a rule's condition. */
export interface Case {
  /** The entity's plain identifiers, separated by spaces. */
  key: string;
  members: Payment[];
}

export interface ReferenceFinding {
  rule: RuleId;
  /** Only of a case. Plain identifiers, unlike the pipeline's keys, which hold tokens. */
  key?: string;
  /** All transaction ids, sorted as text. */
  members: string[];
}

/** Identifies a finding in the model and the pipeline alike: same rule and same transactions, same text. */
export function findingKey(finding: { rule: string; members: readonly string[] }): string {
  return `${finding.rule} ${finding.members.toSorted().join(' ')}`;
}
