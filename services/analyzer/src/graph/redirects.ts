// Key rotation: redirects from tokens of a former key to those of a newer one, and rows with redirects applied. Pure.
import type { TransactionEvent, TransactionTokens } from '@ringtrace/contracts';
import { byEntity, type TransactionRow } from './write-transactions.ts';

/** The fields whose tokens are redirected. Addresses and merchants are not among them: no rule seeks by them. */
export const roles = ['payerAccount', 'payeeAccount', 'card', 'device'] as const;
export type Role = (typeof roles)[number];

export const entities = ['account', 'card', 'device'] as const;
export type Entity = (typeof entities)[number];

/** From a token to the same identifier's token under a newer key. */
export interface Redirect {
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

/** By token, its redirect. It leads to the token of the same identifier whose key came into use last. */
export function redirectsIn(
  events: readonly TransactionEvent[],
  keyOrder: readonly string[],
): Map<string, Redirect> {
  const age = (token: string) => keyOrder.indexOf(keyOf(token));
  const redirects = new Map<string, Redirect>();
  for (const event of events.filter(({ former }) => former !== undefined))
    for (const role of roles) {
      const tokens = versionsOf(event).flatMap((version) => version[role] ?? []);
      const newest = tokens.toSorted((a, b) => age(b) - age(a))[0];
      if (newest === undefined) continue;
      for (const from of tokens) {
        const known = redirects.get(from)?.to;
        if (from !== newest && (known === undefined || age(newest) > age(known)))
          redirects.set(from, { from, to: newest, entity: entityOf(role) });
      }
    }
  return redirects;
}

/** The rows with each token redirected once, in the lock order that all writers share. */
export function redirectRows(
  rows: TransactionRow[],
  redirects: ReadonlyMap<string, Redirect>,
): TransactionRow[] {
  const redirect = <Token extends string | null>(token: Token) =>
    token === null ? token : ((redirects.get(token)?.to ?? token) as Token);
  const redirected = rows.map((row) => ({
    ...row,
    payerAccount: redirect(row.payerAccount),
    payeeAccount: redirect(row.payeeAccount),
    card: redirect(row.card),
    device: redirect(row.device),
    cards: row.cards.map(redirect),
    devices: row.devices.map(redirect),
  }));
  return redirected.sort(byEntity);
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
