// id: mule-fan-out
// version: 1
// score: 50
// types: transfer
// windowMs: 3600000
// minPayees: 4
// minAmountMinor: 5000
// maxNeighbours: 15
//
// A mule that spreads: one account pays many payees within an hour. Ignores small payments and purchases. Looks at the
// payments of the account nearest to the row in time, up to maxNeighbours before and after.
UNWIND $rows AS row
WITH row
WHERE row.payerAccount <> row.payeeAccount AND row.merchant IS NULL AND row.amountMinor >= $minAmountMinor
CALL (row) {
  MATCH (t:Transaction {payerAccount: row.payerAccount})
  USING INDEX SEEK t:Transaction(payerAccount, type, occurredAtMs)
  WHERE row.occurredAtMs - $windowMs <= t.occurredAtMs <= row.occurredAtMs
    AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id < row.id ELSE true END
    AND t.type IN $types AND t.payerAccount <> t.payeeAccount
    AND t.merchant IS NULL AND t.amountMinor >= $minAmountMinor
  WITH t ORDER BY t.payerAccount DESC, t.type DESC, t.occurredAtMs DESC LIMIT $maxNeighbours
  RETURN collect(t) AS before
}
CALL (row) {
  MATCH (t:Transaction {payerAccount: row.payerAccount})
  USING INDEX SEEK t:Transaction(payerAccount, type, occurredAtMs)
  WHERE t.occurredAtMs >= row.occurredAtMs AND t.occurredAtMs <= row.occurredAtMs + $windowMs
    AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id > row.id ELSE true END
    AND t.type IN $types AND t.payerAccount <> t.payeeAccount
    AND t.merchant IS NULL AND t.amountMinor >= $minAmountMinor
  WITH t ORDER BY t.payerAccount, t.type, t.occurredAtMs LIMIT $maxNeighbours
  RETURN collect(t) AS after
}
WITH row, size(before) = $maxNeighbours OR size(after) = $maxNeighbours AS isFull, before + after AS others
WHERE size(others) >= $minPayees - 1
WITH row, isFull, [{id: row.id, at: row.occurredAtMs, who: row.payeeAccount}]
     + [t IN others | {id: t.id, at: t.occurredAtMs, who: t.payeeAccount}] AS payments
CALL (row, payments) {
  // Every window that contains the row, by its first payment. If one window contains all payments, it is enough.
  WITH row, payments,
       reduce(first = row.occurredAtMs, p IN payments | CASE WHEN p.at < first THEN p.at ELSE first END) AS first,
       reduce(last = row.occurredAtMs, p IN payments | CASE WHEN p.at > last THEN p.at ELSE last END) AS last
  UNWIND CASE WHEN last - first <= $windowMs THEN [first]
              ELSE [p IN payments WHERE p.at <= row.occurredAtMs | p.at] END AS begin
  UNWIND [p IN payments WHERE begin <= p.at <= begin + $windowMs] AS p
  WITH begin, collect(p.id) AS ids, count(DISTINCT p.who) AS payees
  WHERE payees >= $minPayees
  UNWIND ids AS id
  RETURN collect(DISTINCT id) AS members
}
WITH row, members, isFull AND size(members) = 0 AS truncated
WHERE truncated OR size(members) > 0
RETURN row.id AS transactionId, members, row.payerAccount AS key, truncated
