// Key rotation: which token replaces which, and rows with their tokens replaced. Pure.
import type { TransactionEvent, TransactionTokens } from '@ringtrace/contracts';
import { byEntity, type TransactionRow } from './write-transactions.ts';

/** The fields whose tokens are replaced. Addresses and merchants are not among them: no rule seeks by them. */
export const roles = ['payerAccount', 'payeeAccount', 'card', 'device'] as const;
export type Role = (typeof roles)[number];

export const entities = ['account', 'card', 'device'] as const;
export type Entity = (typeof entities)[number];

export interface Replacement {
  from: string;
  to: string;
  entity: Entity;
}

/** Ids of the keys that made the events' tokens, oldest first, as in the key file. */
export function keysOf(events: readonly TransactionEvent[]): string[] {
  return [
    ...new Set(events.flatMap((event) => versionsOf(event).map(({ payerAccount }) => keyOf(payerAccount)))),
  ];
}

/** By token, its replacement: the token of the same identifier whose key came into use last. */
export function replacementsIn(
  events: readonly TransactionEvent[],
  keyOrder: readonly string[],
): Map<string, Replacement> {
  const age = (token: string) => keyOrder.indexOf(keyOf(token));
  const replacements = new Map<string, Replacement>();
  for (const event of events.filter(({ former }) => former !== undefined))
    for (const role of roles) {
      const tokens = versionsOf(event).flatMap((version) => version[role] ?? []);
      const newest = tokens.toSorted((a, b) => age(b) - age(a))[0];
      if (newest === undefined) continue;
      for (const from of tokens) {
        const known = replacements.get(from)?.to;
        if (from !== newest && (known === undefined || age(newest) > age(known)))
          replacements.set(from, { from, to: newest, entity: entityOf(role) });
      }
    }
  return replacements;
}

/** The rows with each token replaced once, in the lock order that all writers share. */
export function withReplaced(
  rows: TransactionRow[],
  replacements: ReadonlyMap<string, Replacement>,
): TransactionRow[] {
  const renew = <Token extends string | null>(token: Token) =>
    token === null ? token : ((replacements.get(token)?.to ?? token) as Token);
  const renewed = rows.map((row) => ({
    ...row,
    payerAccount: renew(row.payerAccount),
    payeeAccount: renew(row.payeeAccount),
    card: renew(row.card),
    device: renew(row.device),
    cards: row.cards.map(renew),
    devices: row.devices.map(renew),
  }));
  return renewed.sort(byEntity);
}

export function tokensIn(rows: readonly TransactionRow[]): Set<string> {
  return new Set(rows.flatMap((row) => roles.flatMap((role) => row[role] ?? [])));
}

function versionsOf(event: TransactionEvent): TransactionTokens[] {
  return [...(event.former ?? []), event];
}

const keyOf = (token: string) => token.slice(0, token.indexOf(':'));

function entityOf(role: Role): Entity {
  return role === 'card' || role === 'device' ? role : 'account';
}
