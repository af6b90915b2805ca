// Turns planned payments into requests with ids.
import type { TransactionRequest } from '@ringtrace/contracts';
import type { Draft } from './draft.ts';

// Clients use their own time zones; the pipeline must accept all of them.
const zones = [
  { suffix: 'Z', offsetMs: 0 },
  { suffix: '+02:00', offsetMs: 2 * 3_600_000 },
  { suffix: '-05:00', offsetMs: -5 * 3_600_000 },
];

/** Ids count up in order of time, so they do not reveal what was planted. */
export function toRequests(drafts: readonly Draft[], idPrefix: string): Map<Draft, TransactionRequest> {
  const inOrder = drafts.toSorted((a, b) => a.atMs - b.atMs);
  return new Map(
    inOrder.map((draft, index) => [
      draft,
      toRequest(draft, `${idPrefix}-${String(index + 1).padStart(6, '0')}`),
    ]),
  );
}

export function toRequest({ atMs, payer, payee, ...draft }: Draft, id: string): TransactionRequest {
  const parties = { payer: { accountId: payer }, payee: { accountId: payee } };
  const request = { id, occurredAt: writtenInSomeZone(atMs), ...draft, ...parties };
  // An absent identifier is a missing key, as on the wire.
  return JSON.parse(JSON.stringify(request)) as TransactionRequest;
}

function writtenInSomeZone(atMs: number): string {
  const zone = zones[atMs % zones.length] ?? { suffix: 'Z', offsetMs: 0 };
  return new Date(atMs + zone.offsetMs).toISOString().replace('Z', zone.suffix);
}
