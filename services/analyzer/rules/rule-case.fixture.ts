// The vocabulary of the case tables beside the rules.
import type { TransactionRequest } from '@ringtrace/contracts';

/** Payments, and what one rule has to find in them. */
export interface RuleCase {
  /** A noun phrase; `testName` puts the verb before it. */
  name: string;
  /** One entry per finding: the ids of its members, in the order in which the finding lists them. */
  finds: string[];
  payments: Payment[];
  /** Only where the thresholds of the shipped file do not fit. */
  override: Override | undefined;
  /** True if a cap applies: the rule reports that, and may miss what its definition asks for. */
  isTruncated: boolean;
}

export interface Override {
  /** Thresholds by name. All others stay as shipped. */
  thresholds: Record<string, number | string>;
  /** Why the shipped ones do not fit. */
  reason: string;
}

/** Accounts, cards, devices and ids are named within their case. */
export interface Payment extends Omit<TransactionRequest, 'occurredAt' | 'payer' | 'payee'> {
  payer: string;
  payee: string;
  /** Since the start of the case. */
  atMs: number;
}

interface Options {
  override?: Override;
  isTruncated?: boolean;
}

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

export const nothing: string[] = [];

/** For `finds`: thresholds that differ from the shipped ones. */
export const overriding = (
  thresholds: Override['thresholds'],
  reason = 'the query reads them from the header',
): Options => ({ override: { thresholds, reason } });

/** For `finds`: a low cap that the payments reach. */
export const atCap = (thresholds: Override['thresholds']): Options => ({
  ...overriding(thresholds, 'a low cap is reached with few payments'),
  isTruncated: true,
});

export function finds(
  name: string,
  findings: string[],
  payments: Payment[],
  { override, isTruncated = false }: Options = {},
): RuleCase {
  return { name, finds: findings, payments, override, isTruncated };
}

/** @param route payer and payee, as in `a>b` */
export function pay(id: string, route: string, atMs: number, more: Partial<Payment> = {}): Payment {
  const [payer = '', payee = ''] = route.split('>');
  return { id, payer, payee, atMs, amountMinor: 20_000, currency: 'EUR', type: 'transfer', ...more };
}

/** `count` payments or ids, numbered from 1 and padded, so that they sort as text in the order of their numbers. */
export function several<Each>(count: number, each: (id: string, index: number) => Each): Each[] {
  return Array.from({ length: count }, (_, index) =>
    each(String(index + 1).padStart(String(count).length, '0'), index),
  );
}

/** A finding with all of `several`. */
export const all = (count: number): string => several(count, (id) => id).join(' ');

/** Such as `finds two payers (overrides minPayers=2: …)`. */
export function testName({ name, finds: findings, override, isTruncated }: RuleCase): string {
  const verb = isTruncated ? 'reports truncation for' : findings.length > 0 ? 'finds' : 'ignores';
  if (override === undefined) return `${verb} ${name}`;
  const changes = Object.entries(override.thresholds).map(([threshold, value]) => `${threshold}=${value}`);
  return `${verb} ${name} (overrides ${changes.join(', ')}: ${override.reason})`;
}

/** The requests of a case. The prefix keeps them apart from every other case. */
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
