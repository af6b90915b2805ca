// The statements used by this library's tests.

const statement = (name: string, text: string) => ({ name: `test.${name}`, text });

export const statements = {
  uniqueItems: statement(
    'unique-items',
    'CREATE CONSTRAINT item_id IF NOT EXISTS FOR (i:Item) REQUIRE i.id IS UNIQUE',
  ),
  count: statement('count', "RETURN 1 AS one, 'text' AS text"),
  createItem: statement('create-item', 'CREATE (i:Item {id: $id}) RETURN i.id AS id'),
  lockItem: statement('lock-item', 'MATCH (i:Item {id: $id}) SET i.locked = true'),
  items: statement('items', 'UNWIND range(1, 2500) AS n RETURN n'),
  failLate: statement('fail-late', 'UNWIND range(1, 2500) AS n RETURN 1 / (2000 - n) AS n'),
  writeItems: statement(
    'write-items',
    'UNWIND $rows AS row MERGE (i:Item {id: row.id}) SET i.amount = row.amount',
  ),
  readItems: statement(
    'read-items',
    'MATCH (i:Item) WHERE i.id STARTS WITH $prefix RETURN i.id AS id, i.amount AS amount ORDER BY i.amount',
  ),
  deleteItems: statement('delete-items', 'MATCH (i:Item) WHERE i.id STARTS WITH $prefix DELETE i'),
  longRunning: statement('long-running', 'UNWIND range(1, 1000000000) AS n RETURN sum(n) AS sum'),
  failSoon: statement('fail-soon', 'UNWIND [0] AS n RETURN 1 / n AS n'),
  showTransactions: statement('show-transactions', 'SHOW TRANSACTIONS YIELD metaData, currentQuery'),
};
