// id: gather-scatter
// version: 1
// score: 80
// types: transfer
// windowMs: 3600000
// minPayers: 2
// minPayees: 2
// minAmountMinor: 10000
// maxNeighbours: 15
//
// A mule that collects and spreads: an account with several payers and several payees within an hour. Checks the row's payee
// and payer as this account. Ignores small payments and purchases. Looks at the payments of the account nearest to the row
// in time, up to maxNeighbours before and after.
UNWIND $rows AS row
WITH row
WHERE row.payerAccount <> row.payeeAccount AND row.merchant IS NULL AND row.amountMinor >= $minAmountMinor
UNWIND [row.payeeAccount, row.payerAccount] AS hub
// A cheap check first: are there payments in the opposite direction? Most accounts have none. `sought` is null for the other
// direction. As a WHERE condition that would be evaluated for each payment; a null seek returns nothing at once.
CALL (row, hub) {
  WITH row, CASE hub WHEN row.payeeAccount THEN hub END AS sought
  MATCH (t:Transaction {payerAccount: sought})
  USING INDEX SEEK t:Transaction(payerAccount, type, occurredAtMs)
  WHERE row.occurredAtMs - $windowMs <= t.occurredAtMs <= row.occurredAtMs + $windowMs AND t.type IN $types AND t.merchant IS NULL AND t.amountMinor >= $minAmountMinor
  RETURN t.payeeAccount AS who LIMIT $maxNeighbours
UNION ALL
  WITH row, CASE hub WHEN row.payerAccount THEN hub END AS sought
  MATCH (t:Transaction {payeeAccount: sought})
  USING INDEX SEEK t:Transaction(payeeAccount, type, occurredAtMs)
  WHERE row.occurredAtMs - $windowMs <= t.occurredAtMs <= row.occurredAtMs + $windowMs AND t.type IN $types AND t.merchant IS NULL AND t.amountMinor >= $minAmountMinor
  RETURN t.payerAccount AS who LIMIT $maxNeighbours
}
WITH row, hub, count(DISTINCT who) AS others, count(*) AS seen
WHERE seen = $maxNeighbours OR others >= CASE hub WHEN row.payeeAccount THEN $minPayees ELSE $minPayers END
CALL (row, hub) {
  MATCH (t:Transaction {payeeAccount: hub})
  USING INDEX SEEK t:Transaction(payeeAccount, type, occurredAtMs)
  WHERE row.occurredAtMs - $windowMs <= t.occurredAtMs <= row.occurredAtMs
    AND t.type IN $types AND t.payerAccount <> hub AND t.merchant IS NULL AND t.amountMinor >= $minAmountMinor
  WITH t ORDER BY t.payeeAccount DESC, t.type DESC, t.occurredAtMs DESC LIMIT $maxNeighbours
  RETURN {id: t.id, at: t.occurredAtMs, payer: t.payerAccount} AS payment
UNION ALL
  MATCH (t:Transaction {payeeAccount: hub})
  USING INDEX SEEK t:Transaction(payeeAccount, type, occurredAtMs)
  WHERE t.occurredAtMs > row.occurredAtMs AND t.occurredAtMs <= row.occurredAtMs + $windowMs
    AND t.type IN $types AND t.payerAccount <> hub AND t.merchant IS NULL AND t.amountMinor >= $minAmountMinor
  WITH t ORDER BY t.payeeAccount, t.type, t.occurredAtMs LIMIT $maxNeighbours
  RETURN {id: t.id, at: t.occurredAtMs, payer: t.payerAccount} AS payment
UNION ALL
  MATCH (t:Transaction {payerAccount: hub})
  USING INDEX SEEK t:Transaction(payerAccount, type, occurredAtMs)
  WHERE row.occurredAtMs - $windowMs <= t.occurredAtMs <= row.occurredAtMs
    AND t.type IN $types AND t.payeeAccount <> hub AND t.merchant IS NULL AND t.amountMinor >= $minAmountMinor
  WITH t ORDER BY t.payerAccount DESC, t.type DESC, t.occurredAtMs DESC LIMIT $maxNeighbours
  RETURN {id: t.id, at: t.occurredAtMs, payee: t.payeeAccount} AS payment
UNION ALL
  MATCH (t:Transaction {payerAccount: hub})
  USING INDEX SEEK t:Transaction(payerAccount, type, occurredAtMs)
  WHERE t.occurredAtMs > row.occurredAtMs AND t.occurredAtMs <= row.occurredAtMs + $windowMs
    AND t.type IN $types AND t.payeeAccount <> hub AND t.merchant IS NULL AND t.amountMinor >= $minAmountMinor
  WITH t ORDER BY t.payerAccount, t.type, t.occurredAtMs LIMIT $maxNeighbours
  RETURN {id: t.id, at: t.occurredAtMs, payee: t.payeeAccount} AS payment
}
WITH row, hub, collect(payment) AS payments
CALL (row, payments) {
  // Every window that contains the row, by its first payment. If one window contains all payments, it is enough.
  WITH row, payments,
       reduce(first = row.occurredAtMs, p IN payments | CASE WHEN p.at < first THEN p.at ELSE first END) AS first,
       reduce(last = row.occurredAtMs, p IN payments | CASE WHEN p.at > last THEN p.at ELSE last END) AS last
  UNWIND CASE WHEN last - first <= $windowMs THEN [first]
              ELSE [p IN payments WHERE p.at <= row.occurredAtMs | p.at] END AS begin
  UNWIND [p IN payments WHERE begin <= p.at <= begin + $windowMs] AS p
  WITH begin, collect(p.id) AS ids, count(DISTINCT p.payer) AS payers, count(DISTINCT p.payee) AS payees
  WHERE payers >= $minPayers AND payees >= $minPayees
  UNWIND ids AS id
  RETURN collect(DISTINCT id) AS members
}
WITH row, hub, members, size(payments) >= $maxNeighbours AND size(members) = 0 AS truncated
WHERE truncated OR size(members) > 0
RETURN row.id AS transactionId, members, hub AS key, truncated
