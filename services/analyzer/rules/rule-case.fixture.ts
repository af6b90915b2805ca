// What the tables of cases beside the rules are written in.
import type { TransactionRequest } from '@ringtrace/contracts';

/** Payments, and what one rule has to find in them: a line of a rule's table. */
export interface RuleCase {
  name: string;
  /** A line per finding: the ids of its members in the order in which they are listed. */
  finds: string[];
  payments: Payment[];
  /** Others than those in the rule's header. */
  thresholds: Record<string, number | string>;
  /** True if a cap bites: the rule says so, and may miss what the definition asks for. */
  isCut: boolean;
}

/** Names of accounts, cards and devices, and ids, hold within a case. */
export interface Payment extends Omit<TransactionRequest, 'occurredAt' | 'payer' | 'payee'> {
  payer: string;
  payee: string;
  /** After the begin of the case. */
  atMs: number;
}

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

export const nothing: string[] = [];

export function finds(
  name: string,
  findings: string[],
  payments: Payment[],
  { isCut = false, ...thresholds }: Record<string, number | string> & { isCut?: boolean } = {},
): RuleCase {
  return { name, finds: findings, payments, thresholds, isCut };
}

/** @param way payer and payee, as in `a>b` */
export function pay(id: string, way: string, atMs: number, more: Partial<Payment> = {}): Payment {
  const [payer = '', payee = ''] = way.split('>');
  return { id, payer, payee, atMs, amountMinor: 20_000, currency: 'EUR', type: 'transfer', ...more };
}

/** `count` payments or ids, numbered from 1 and so that their order as text is that of their numbers. */
export function several<Each>(count: number, each: (id: string, index: number) => Each): Each[] {
  return Array.from({ length: count }, (_, index) =>
    each(String(index + 1).padStart(String(count).length, '0'), index),
  );
}

/** A finding with all of `several`. */
export const all = (count: number): string => several(count, (id) => id).join(' ');

/** The requests of a case, apart from those of every other case by their prefix. */
export function toRequests({ payments }: RuleCase, prefix: string, beginMs: number): TransactionRequest[] {
  return payments.map(({ id, payer, payee, atMs, card, device, ...same }) => ({
    ...same,
    id: prefix + id,
    occurredAt: new Date(beginMs + atMs).toISOString(),
    payer: { accountId: prefix + payer },
    payee: { accountId: prefix + payee },
    ...(card === undefined ? {} : { card: prefix + card }),
    ...(device === undefined ? {} : { device: prefix + device }),
  }));
}
