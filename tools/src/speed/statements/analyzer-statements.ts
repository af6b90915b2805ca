// The benchmark's only access to the analyzer's code: schema, statements and shipped rules of the built service, so that
// every contender sends what the analyzer sends.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TransactionEvent } from '@ringtrace/contracts';

export interface Query {
  name: string;
  text: string;
  parameters: Record<string, unknown>;
}

interface Statement {
  name: string;
  text: string;
  keepsPlan?: boolean;
}
interface TransactionRow {
  id: string;
}
interface Rule {
  mode?: 'live' | 'shadow' | 'off';
}

const analyzer = fileURLToPath(new URL('../../../../services/analyzer/', import.meta.url));
const built = (file: string) => import(pathToFileURL(join(analyzer, 'dist', file)).href);

const { graphSchema }: { graphSchema: Statement[] } = await built('graph/graph-schema.js');
const graph: {
  toRows(transactions: TransactionEvent[]): TransactionRow[];
  entitiesOf(rows: TransactionRow[]): Record<string, unknown>;
  writeEntities: Statement;
  writeTransactions: Statement;
} = await built('graph/write-transactions.js');
const { parseRule }: { parseRule(fileName: string, text: string): Rule } = await built('rules/rule.js');
const ruleQueries: {
  rowsFor(rule: Rule, rows: TransactionRow[]): TransactionRow[];
  ruleQuery(
    rule: Rule,
    rows: TransactionRow[],
  ): { statement: Statement; parameters: Record<string, unknown> };
} = await built('rules/rule-query.js');

const folder = join(analyzer, 'rules');
const rules = readdirSync(folder)
  .filter((name) => name.endsWith('.cypher'))
  .sort()
  .map((name) => parseRule(name, readFileSync(join(folder, name), 'utf8')))
  .filter((rule) => rule.mode !== 'off');

/** A statement as the analyzer's driver sends it. */
function query({ name, text, keepsPlan = false }: Statement, parameters: Record<string, unknown>): Query {
  return { name, text: keepsPlan ? `CYPHER replan=skip ${text}` : text, parameters };
}

/** Constraints and indexes, to be run in order. */
export const schema: Query[] = graphSchema.map((statement) => query(statement, {}));

/** The statements with which the analyzer stores a batch, to be run in order. */
export function writesOf(transactions: TransactionEvent[]): Query[] {
  const rows = graph.toRows(transactions);
  return [
    query(graph.writeEntities, { batch: graph.entitiesOf(rows) }),
    query(graph.writeTransactions, { batch: { rows } }),
  ];
}

/** One query per rule that applies to these transactions. Each returns a row per hit. */
export function rulesOf(transactions: TransactionEvent[]): Query[] {
  const rows = graph.toRows(transactions);
  return rules.flatMap((rule) => {
    const concerned = ruleQueries.rowsFor(rule, rows);
    if (concerned.length === 0) return [];
    const { statement, parameters } = ruleQueries.ruleQuery(rule, concerned);
    return [query(statement, parameters)];
  });
}

/** Writes one transaction with one query, as tutorials do. The graph is the same. */
export function oneWriteOf(transaction: TransactionEvent): Query {
  const statement = {
    name: 'one-write',
    keepsPlan: true,
    text: `
      UNWIND $batch.rows AS row
      MERGE (payer:Account {id: row.payerAccount})
      MERGE (payee:Account {id: row.payeeAccount})
      MERGE (t:Transaction {id: row.id})
        ON CREATE SET t.tenant = row.tenant, t.occurredAtMs = row.occurredAtMs, t.amountMinor = row.amountMinor,
                      t.currency = row.currency, t.type = row.type, t.payerAccount = row.payerAccount,
                      t.payeeAccount = row.payeeAccount, t.card = row.card, t.device = row.device, t.ip = row.ip,
                      t.merchant = row.merchant, t.contentHash = row.contentHash
      MERGE (payer)-[:SENT]->(t)
      MERGE (t)-[:RECEIVED_BY]->(payee)
      FOREACH (id IN row.cards | MERGE (card:Card {id: id}) MERGE (payer)-[:USES_CARD]->(card))
      FOREACH (id IN row.devices | MERGE (device:Device {id: id}) MERGE (payer)-[:USES_DEVICE]->(device))`,
  };
  return query(statement, { batch: { rows: graph.toRows([transaction]) } });
}
