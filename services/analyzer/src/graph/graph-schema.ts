// Constraints and indexes of the graph. Each statement does nothing where it is already so. Pure data.
import type { Statement } from '@ringtrace/traced-neo4j';

const unique = (label: string): Statement => ({
  name: `schema.${label.toLowerCase()}-id`,
  text: `CREATE CONSTRAINT ${label.toLowerCase()}_id IF NOT EXISTS FOR (n:${label}) REQUIRE n.id IS UNIQUE`,
});

const range = (name: string, label: string, properties: string[]): Statement => ({
  name: `schema.${name}`,
  text: `CREATE INDEX ${name.replaceAll('-', '_')} IF NOT EXISTS FOR (n:${label}) ON (${properties.map((p) => `n.${p}`).join(', ')})`,
});

export const graphSchema: Statement[] = [
  ...['Transaction', 'Account', 'Card', 'Device', 'Finding'].map(unique),
  // Seeks the window of a card and device directly, however many transactions a hot card has.
  range('transaction-card-device-time', 'Transaction', ['card', 'device', 'occurredAtMs']),
  range('finding-found-at', 'Finding', ['foundAtMs', 'id']),
  { name: 'schema.await', text: 'CALL db.awaitIndexes(60)' },
];
