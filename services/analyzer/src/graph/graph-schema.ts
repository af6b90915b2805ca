// Constraints and indexes of the graph. Every statement is idempotent. Pure data.
import type { Statement } from '@ringtrace/traced-neo4j';

const unique = (label: string): Statement => ({
  name: `schema.${label.toLowerCase()}-id`,
  text: `CREATE CONSTRAINT ${label.toLowerCase()}_id IF NOT EXISTS FOR (n:${label}) REQUIRE n.id IS UNIQUE`,
});

const range = (name: string, pattern: string, properties: string[]): Statement => ({
  name: `schema.${name}`,
  text: `CREATE INDEX ${name.replaceAll('-', '_')} IF NOT EXISTS FOR ${pattern} ON (${properties.map((p) => `n.${p}`).join(', ')})`,
});

const ofTransactions = (...properties: string[]): Statement =>
  range(`transaction-${properties.join('-').toLowerCase()}`, '(n:Transaction)', properties);

export const graphSchema: Statement[] = [
  ...['Transaction', 'Account', 'Card', 'Device', 'Finding', 'FormerToken', 'TokenKeyOrder'].map(unique),
  // Rules seek the payments of one entity within a window, in order of time. That costs as much as the window holds,
  // however long the history of the entity is.
  ofTransactions('payerAccount', 'type', 'occurredAtMs'),
  ofTransactions('payeeAccount', 'type', 'occurredAtMs'),
  ofTransactions('card', 'occurredAtMs'),
  ofTransactions('device', 'occurredAtMs'),
  ofTransactions('card', 'device', 'occurredAtMs'),
  range('finding-tenant-shadow-found-at-id', '(n:Finding)', ['tenant', 'shadow', 'foundAtMs', 'id']),
  // For the newest members of a finding, however many it has.
  range('involves-finding-place', '()-[n:INVOLVES]-()', ['finding', 'place']),
  // Redirects by their target: erasing a person follows them back. The property would be `redirectsTo` today. It keeps the
  // name under which existing graphs store it, because a rename needs a migration and gains nothing at run time.
  range('former-token-became', '(n:FormerToken)', ['became']),
  { name: 'schema.await', text: 'CALL db.awaitIndexes(60)' },
];
