// id: mule-fan-in
// version: 1
// score: 50
// types: transfer
// windowMs: 3600000
// minPayers: 5
// minAmountMinor: 5000
// maxNeighbours: 15
//
// A mule that collects: many payers pay one account within an hour. Ignores small payments and purchases. Looks at the
// payments to the account nearest to the row in time, up to maxNeighbours before and after.
UNWIND $rows AS row
WITH row
WHERE row.payerAccount <> row.payeeAccount AND row.merchant IS NULL AND row.amountMinor >= $minAmountMinor
CALL (row) {
  MATCH (t:Transaction {payeeAccount: row.payeeAccount})
  USING INDEX SEEK t:Transaction(payeeAccount, type, occurredAtMs)
  WHERE row.occurredAtMs - $windowMs <= t.occurredAtMs <= row.occurredAtMs
    AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id < row.id ELSE true END
    AND t.type IN $types AND t.payerAccount <> t.payeeAccount
    AND t.merchant IS NULL AND t.amountMinor >= $minAmountMinor
  WITH t ORDER BY t.payeeAccount DESC, t.type DESC, t.occurredAtMs DESC LIMIT $maxNeighbours
  RETURN collect(t) AS before
}
CALL (row) {
  MATCH (t:Transaction {payeeAccount: row.payeeAccount})
  USING INDEX SEEK t:Transaction(payeeAccount, type, occurredAtMs)
  WHERE t.occurredAtMs >= row.occurredAtMs AND t.occurredAtMs <= row.occurredAtMs + $windowMs
    AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id > row.id ELSE true END
    AND t.type IN $types AND t.payerAccount <> t.payeeAccount
    AND t.merchant IS NULL AND t.amountMinor >= $minAmountMinor
  WITH t ORDER BY t.payeeAccount, t.type, t.occurredAtMs LIMIT $maxNeighbours
  RETURN collect(t) AS after
}
WITH row, size(before) = $maxNeighbours OR size(after) = $maxNeighbours AS isFull, before + after AS others
WHERE size(others) >= $minPayers - 1
WITH row, isFull, [{id: row.id, at: row.occurredAtMs, who: row.payerAccount}]
     + [t IN others | {id: t.id, at: t.occurredAtMs, who: t.payerAccount}] AS payments
CALL (row, payments) {
  // Every window that contains the row, by its first payment. If one window contains all payments, it is enough.
  WITH row, payments,
       reduce(first = row.occurredAtMs, p IN payments | CASE WHEN p.at < first THEN p.at ELSE first END) AS first,
       reduce(last = row.occurredAtMs, p IN payments | CASE WHEN p.at > last THEN p.at ELSE last END) AS last
  UNWIND CASE WHEN last - first <= $windowMs THEN [first]
              ELSE [p IN payments WHERE p.at <= row.occurredAtMs | p.at] END AS begin
  UNWIND [p IN payments WHERE begin <= p.at <= begin + $windowMs] AS p
  WITH begin, collect(p.id) AS ids, count(DISTINCT p.who) AS payers
  WHERE payers >= $minPayers
  UNWIND ids AS id
  RETURN collect(DISTINCT id) AS members
}
WITH row, members, isFull AND size(members) = 0 AS truncated
WHERE truncated OR size(members) > 0
RETURN row.id AS transactionId, members, row.payeeAccount AS key, truncated
