// A payment: the one form that the generators, the reference model and the wire share.
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

/** Duplicate ids are the same payment: the first one counts. */
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

/** What rules about the flow of money look at: transfers between two accounts that are not purchases. */
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

/** 100 × amount ≥ percent × base, exactly, up to amounts of 2^53 − 1. */
export function isAtLeastPercent(amountMinor: number, percent: number, baseMinor: number): boolean {
  if (amountMinor <= exactUpTo && baseMinor <= exactUpTo) return 100 * amountMinor >= percent * baseMinor;
  return 100n * BigInt(amountMinor) >= BigInt(percent) * BigInt(baseMinor);
}

/** All payments of one entity that meet a rule's condition. */
export interface Case {
  /** The entity's identifiers in clear, separated by spaces. */
  key: string;
  members: Payment[];
}

export interface ReferenceFinding {
  rule: RuleId;
  /** Cases only. Holds identifiers in clear, so it never equals a key of the pipeline, which has tokens. */
  key?: string;
  /** All transaction ids, sorted as text. */
  members: string[];
}

/** Identifies a finding in both the model and the pipeline: rule and set of members. */
export function findingKey(finding: { rule: string; members: readonly string[] }): string {
  return `${finding.rule} ${finding.members.toSorted().join(' ')}`;
}
