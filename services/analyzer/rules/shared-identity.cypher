// id: shared-identity
// version: 1
// score: 60
// windowMs: 86400000
// minAccountsPerDevice: 5
// minAccountsPerCard: 4
// minPayees: 2
// maxNeighbours: 15
//
// Many accounts behind one device or one card: one person or gang with many identities. A family shares a device, too, so
// the minimum is more accounts than a family has. The till of a shop serves many accounts, too, but they all pay the shop, so
// a device must pay several payees. The number of accounts that ever used a device or card is cheap to read, and few have
// enough. Of those, looks at the payments nearest to the row in time, up to maxNeighbours before and after.
UNWIND $rows AS row
CALL (row) {
  MATCH (device:Device {id: row.device})
  WITH row, device WHERE COUNT { (device)<-[:USES_DEVICE]-() } >= $minAccountsPerDevice
  CALL (row) {
    MATCH (t:Transaction {device: row.device})
    USING INDEX SEEK t:Transaction(device, occurredAtMs)
    WHERE row.occurredAtMs - $windowMs <= t.occurredAtMs <= row.occurredAtMs
      AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id < row.id ELSE true END
    RETURN t ORDER BY t.device DESC, t.occurredAtMs DESC LIMIT $maxNeighbours
  UNION ALL
    MATCH (t:Transaction {device: row.device})
    USING INDEX SEEK t:Transaction(device, occurredAtMs)
    WHERE t.occurredAtMs >= row.occurredAtMs AND t.occurredAtMs <= row.occurredAtMs + $windowMs
      AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id > row.id ELSE true END
    RETURN t ORDER BY t.device, t.occurredAtMs LIMIT $maxNeighbours
  }
  RETURN 'device ' + row.device AS key, $minAccountsPerDevice AS minAccounts, $minPayees AS minPayees, collect(t) AS others
UNION ALL
  MATCH (card:Card {id: row.card})
  WITH row, card WHERE COUNT { (card)<-[:USES_CARD]-() } >= $minAccountsPerCard
  CALL (row) {
    MATCH (t:Transaction {card: row.card})
    USING INDEX SEEK t:Transaction(card, occurredAtMs)
    WHERE row.occurredAtMs - $windowMs <= t.occurredAtMs <= row.occurredAtMs
      AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id < row.id ELSE true END
    RETURN t ORDER BY t.card DESC, t.occurredAtMs DESC LIMIT $maxNeighbours
  UNION ALL
    MATCH (t:Transaction {card: row.card})
    USING INDEX SEEK t:Transaction(card, occurredAtMs)
    WHERE t.occurredAtMs >= row.occurredAtMs AND t.occurredAtMs <= row.occurredAtMs + $windowMs
      AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id > row.id ELSE true END
    RETURN t ORDER BY t.card, t.occurredAtMs LIMIT $maxNeighbours
  }
  RETURN 'card ' + row.card AS key, $minAccountsPerCard AS minAccounts, 1 AS minPayees, collect(t) AS others
}
WITH row, key, minAccounts, minPayees, others
WHERE size(others) >= minAccounts - 1
WITH row, key, minAccounts, minPayees,
     [t IN others WHERE t.payerAccount <> row.payerAccount] <> [] AS shared,
     [{id: row.id, at: row.occurredAtMs, who: row.payerAccount, payee: row.payeeAccount}]
       + [t IN others | {id: t.id, at: t.occurredAtMs, who: t.payerAccount, payee: t.payeeAccount}] AS payments
WHERE shared
CALL (row, payments, minAccounts, minPayees) {
  // Every window that contains the row, by its first payment. If one window contains all payments, it is enough.
  WITH row, payments, minAccounts, minPayees,
       reduce(first = row.occurredAtMs, p IN payments | CASE WHEN p.at < first THEN p.at ELSE first END) AS first,
       reduce(last = row.occurredAtMs, p IN payments | CASE WHEN p.at > last THEN p.at ELSE last END) AS last
  UNWIND CASE WHEN last - first <= $windowMs THEN [first]
              ELSE [p IN payments WHERE p.at <= row.occurredAtMs | p.at] END AS begin
  UNWIND [p IN payments WHERE begin <= p.at <= begin + $windowMs] AS p
  WITH begin, collect(p.id) AS ids, count(DISTINCT p.who) AS accounts, count(DISTINCT p.payee) AS payees
  WHERE accounts >= minAccounts AND payees >= minPayees
  UNWIND ids AS id
  RETURN collect(DISTINCT id) AS members
}
WITH row, key, members, size(payments) > $maxNeighbours AND size(members) = 0 AS truncated
WHERE truncated OR size(members) > 0
RETURN row.id AS transactionId, members, key, truncated
