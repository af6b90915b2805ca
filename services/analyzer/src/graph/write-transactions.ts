// The statements that write a batch, and the rows they take. Lists are sent inside a map: Neo4j plans a statement anew for
// each order of magnitude of the length of a list parameter, but not of a list inside a map. Pure.
import {
  defaultTenant,
  parseTransactionKey,
  type TransactionEvent,
  transactionKey,
  transactionSchemaVersion,
} from '@ringtrace/contracts';
import { int, type Statement } from '@ringtrace/traced-neo4j';
import { shortHash } from '../short-hash.ts';

/**
 * Which ids are known, whether their content is the same (possibly under another token key), whether they have been judged,
 * and whether a person of the payment has been erased. A node without a content hash was written by someone else.
 */
export const readKnown: Statement = {
  name: 'graph.read-known',
  keepsPlan: true,
  text: `
    UNWIND $batch.rows AS row
    MATCH (t:Transaction {id: row.id})
    RETURN row.id AS id,
           t.contentHash = row.contentHash OR t.contentHash IN coalesce(row.formerHashes, [])
             OR row.contentHash IN coalesce(t.formerHashes, []) AS same,
           t.judgedAtMs IS NOT NULL AS judged,
           t.erasedAtMs IS NOT NULL AS erased,
           t.contentHash IS NULL AND t.erasedAtMs IS NULL AS foreign`,
};

/** What the graph holds of transactions, for a record that has come in their place. */
export const readStored: Statement = {
  name: 'graph.read-stored',
  keepsPlan: true,
  text: `
    UNWIND $batch.ids AS id
    MATCH (t:Transaction {id: id})
    RETURN properties(t) AS stored`,
};

/** A stored transaction as an event, as far as a row needs it. Its properties have the names of the event's. */
export function toStoredEvent(stored: StoredTransaction): TransactionEvent {
  return { ...stored, ...parseTransactionKey(stored.id), schemaVersion: transactionSchemaVersion };
}
export type StoredTransaction = Omit<TransactionEvent, 'schemaVersion' | 'former'>;

/**
 * Creates the accounts, cards and devices of a batch, each once. A separate statement: one that merges accounts twice, or
 * reads what it merges, is planned with Eager operators, which materialize all rows between two steps.
 */
export const writeEntities: Statement = {
  name: 'graph.write-entities',
  keepsPlan: true,
  text: `
    CALL () { UNWIND $batch.accounts AS id MERGE (:Account {id: id}) }
    CALL () { UNWIND $batch.cards AS id MERGE (:Card {id: id}) }
    CALL () { UNWIND $batch.devices AS id MERGE (:Device {id: id}) }`,
};

/**
 * Creates transactions that are not known yet; their entities must exist. All or nothing: if another analyzer has written
 * one of them meanwhile, the uniqueness constraint fails the statement. CREATE is a fifth cheaper than MERGE. Returns the
 * number created: fewer if one of their accounts was erased meanwhile.
 */
export const writeTransactions: Statement = {
  name: 'graph.write-transactions',
  keepsPlan: true,
  text: `
    UNWIND $batch.rows AS row
    MATCH (payer:Account {id: row.payerAccount})
    CALL (row) { MATCH (payee:Account {id: row.payeeAccount}) RETURN payee }
    CREATE (payer)-[:SENT]->(t:Transaction {
             id: row.id, tenant: row.tenant, occurredAtMs: row.occurredAtMs, amountMinor: row.amountMinor, currency: row.currency,
             type: row.type, payerAccount: row.payerAccount, payeeAccount: row.payeeAccount, card: row.card,
             device: row.device, ip: row.ip, merchant: row.merchant, contentHash: row.contentHash,
             formerHashes: row.formerHashes
           })-[:RECEIVED_BY]->(payee)
    FOREACH (id IN row.cards | MERGE (card:Card {id: id}) MERGE (payer)-[:USES_CARD]->(card))
    FOREACH (id IN row.devices | MERGE (device:Device {id: id}) MERGE (payer)-[:USES_DEVICE]->(device))
    RETURN count(*) AS written`,
};

/** The distinct entities of the rows, as `writeEntities` takes them. Sorted, so that all writers lock in the same order. */
export function entitiesOf(rows: TransactionRow[]) {
  return {
    accounts: distinct(rows.flatMap((row) => [row.payerAccount, row.payeeAccount])),
    cards: distinct(rows.flatMap((row) => row.cards)),
    devices: distinct(rows.flatMap((row) => row.devices)),
  };
}

const distinct = (ids: string[]): string[] => [...new Set(ids)].sort();

/**
 * One row per transaction key: the same id from two tenants is two transactions. Sorted by entity, so that concurrent
 * writers take their locks in the same order.
 */
export function toRows(transactions: TransactionEvent[]) {
  return distinctById(transactions)
    .map((transaction) => ({
      id: transactionKey(transaction),
      tenant: transaction.tenant ?? defaultTenant,
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
      formerHashes: transaction.former === undefined ? null : formerHashes(transaction),
    }))
    .sort(byEntity);
}

/** The lock order of all writers. */
export function byEntity(a: Accounts, b: Accounts): number {
  return compare(a.payerAccount, b.payerAccount) || compare(a.payeeAccount, b.payeeAccount);
}
type Accounts = Record<'payerAccount' | 'payeeAccount', string>;

export type TransactionRow = ReturnType<typeof toRows>[number];

/** How many transactions have the id of an earlier one but different content. */
export function conflictsWithin(transactions: TransactionEvent[]): number {
  const first = new Map(
    distinctById(transactions).map((transaction) => [transactionKey(transaction), transaction]),
  );
  return transactions.filter((transaction) => {
    const known = first.get(transactionKey(transaction)) as TransactionEvent;
    return known !== transaction && !hashesOf(known).some((hash) => hashesOf(transaction).includes(hash));
  }).length;
}

// The first transaction of each id, which is the one that the graph keeps.
function distinctById(transactions: TransactionEvent[]): TransactionEvent[] {
  const byId = new Map<string, TransactionEvent>();
  for (const transaction of transactions) {
    const key = transactionKey(transaction);
    if (!byId.has(key)) byId.set(key, transaction);
  }
  return [...byId.values()];
}

// Distinguishes a resend from a different transaction with the same id.
function contentHash({
  tenant: _inTheKey,
  former: _sameUnderOtherKeys,
  ...transaction
}: TransactionEvent): string {
  const content = Object.entries(transaction).sort(([a], [b]) => compare(a, b));
  return shortHash(JSON.stringify(content));
}

// The content hashes that the transaction would have under the former keys.
function formerHashes({ former = [], ...transaction }: TransactionEvent): string[] {
  return former.map((tokens) => contentHash({ ...transaction, ...tokens }));
}

const hashesOf = (transaction: TransactionEvent) => [contentHash(transaction), ...formerHashes(transaction)];

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
