// The statement that writes a slice, and the rows it takes. Pure.
import { createHash } from 'node:crypto';
import type { TransactionEvent } from '@ringtrace/contracts';
import { int, type Statement } from '@ringtrace/traced-neo4j';

/**
 * Idempotent: a known id changes nothing, its relationships are created only together with it. Answers which of the
 * ids were known with other content. The PAID shortcut lets ring search step from account to account.
 */
export const writeTransactions: Statement = {
  name: 'graph.write-transactions',
  text: `
    UNWIND $rows AS row
    MERGE (t:Transaction {id: row.id})
      ON CREATE SET t.occurredAtMs = row.occurredAtMs, t.amountMinor = row.amountMinor, t.currency = row.currency,
                    t.type = row.type, t.card = row.card, t.device = row.device, t.ip = row.ip,
                    t.merchant = row.merchant, t.contentHash = row.contentHash, t.linked = false
    WITH t, row
    FOREACH (_ IN CASE WHEN t.linked THEN [] ELSE [1] END |
      MERGE (payer:Account {id: row.payerAccount})
      MERGE (payee:Account {id: row.payeeAccount})
      CREATE (payer)-[:SENT]->(t)-[:RECEIVED_BY]->(payee)
      CREATE (payer)-[:PAID {transactionId: row.id, occurredAtMs: row.occurredAtMs,
                             amountMinor: row.amountMinor, currency: row.currency}]->(payee)
      FOREACH (card IN row.cards | MERGE (c:Card {id: card}) CREATE (t)-[:USES_CARD]->(c))
      FOREACH (device IN row.devices | MERGE (d:Device {id: device}) CREATE (t)-[:FROM_DEVICE]->(d))
      SET t.linked = true)
    WITH t, row
    WHERE t.contentHash <> row.contentHash
    RETURN row.id AS id`,
};

/** Rows in one order everywhere (by entity), so that concurrent writers take their locks in the same order. */
export function toRows(transactions: TransactionEvent[]) {
  return distinctById(transactions)
    .map((transaction) => ({
      id: transaction.id,
      occurredAtMs: int(transaction.occurredAtMs),
      amountMinor: int(transaction.amountMinor),
      currency: transaction.currency,
      type: transaction.type,
      payerAccount: transaction.payerAccount,
      payeeAccount: transaction.payeeAccount,
      card: transaction.card ?? null,
      device: transaction.device ?? null,
      ip: transaction.ip ?? null,
      merchant: transaction.merchant ?? null,
      cards: transaction.card === undefined ? [] : [transaction.card],
      devices: transaction.device === undefined ? [] : [transaction.device],
      contentHash: contentHash(transaction),
    }))
    .sort((a, b) => compare(a.payerAccount, b.payerAccount) || compare(a.payeeAccount, b.payeeAccount));
}

export type TransactionRow = ReturnType<typeof toRows>[number];

/** How many have the id of an earlier one but other content. */
export function conflictsWithin(transactions: TransactionEvent[]): number {
  const first = new Map(distinctById(transactions).map((transaction) => [transaction.id, transaction]));
  return transactions.filter((transaction) => {
    const known = first.get(transaction.id) as TransactionEvent;
    return known !== transaction && contentHash(known) !== contentHash(transaction);
  }).length;
}

// The first of several with one id, as the graph would keep it.
function distinctById(transactions: TransactionEvent[]): TransactionEvent[] {
  const byId = new Map<string, TransactionEvent>();
  for (const transaction of transactions)
    if (!byId.has(transaction.id)) byId.set(transaction.id, transaction);
  return [...byId.values()];
}

// Tells a resend from a different transaction under the same id.
function contentHash(transaction: TransactionEvent): string {
  const content = Object.entries(transaction).sort(([a], [b]) => compare(a, b));
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
