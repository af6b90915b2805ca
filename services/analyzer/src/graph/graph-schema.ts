// Constraints and indexes of the graph. Each statement does nothing where it is already so. Pure data.
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
  // What one entity did within a window, in order of time, is sought: it costs what lies in the window, however much
  // history the entity has.
  ofTransactions('payerAccount', 'type', 'occurredAtMs'),
  ofTransactions('payeeAccount', 'type', 'occurredAtMs'),
  ofTransactions('card', 'occurredAtMs'),
  ofTransactions('device', 'occurredAtMs'),
  ofTransactions('card', 'device', 'occurredAtMs'),
  range('finding-tenant-shadow-found-at-id', '(n:Finding)', ['tenant', 'shadow', 'foundAtMs', 'id']),
  // The newest members of a finding, however many it has.
  range('involves-finding-place', '()-[n:INVOLVES]-()', ['finding', 'place']),
  // What a token has replaced: erasing follows it back.
  range('former-token-became', '(n:FormerToken)', ['became']),
  { name: 'schema.await', text: 'CALL db.awaitIndexes(60)' },
];
