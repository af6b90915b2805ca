// id: rapid-pass-through
// version: 1
// score: 50
// types: transfer
// windowMs: 1200000
// keepPercent: 90
// minAmountMinor: 10000
// maxNeighbours: 50
//
// An account that only passes money on: nearly all of a payment leaves within twenty minutes, to someone else. Ignores two
// payments from one device, because people move money between their own accounts.
UNWIND $rows AS row
WITH row WHERE row.payerAccount <> row.payeeAccount AND row.merchant IS NULL
CALL (row) {
  // The row came in: find what went out after it. `sought` is null if the row is too small. As a WHERE condition that would
  // be evaluated for each payment, and the limit would not stop it.
  WITH row, CASE WHEN row.amountMinor >= $minAmountMinor THEN row.payeeAccount END AS sought
  MATCH (out:Transaction {payerAccount: sought})
  USING INDEX SEEK out:Transaction(payerAccount, type, occurredAtMs)
  WHERE out.occurredAtMs >= row.occurredAtMs AND out.occurredAtMs <= row.occurredAtMs + $windowMs AND out.type IN $types
  WITH row, out ORDER BY out.payerAccount, out.type, out.occurredAtMs LIMIT $maxNeighbours
  WITH row, collect(out) AS seen
  RETURN row.payeeAccount AS middle, size(seen) = $maxNeighbours AS isFull,
         [out IN seen WHERE out.currency = row.currency AND out.id <> row.id AND out.merchant IS NULL
            AND NOT out.payeeAccount IN [row.payerAccount, out.payerAccount]
            AND out.amountMinor <= row.amountMinor AND 100 * out.amountMinor >= $keepPercent * row.amountMinor
            AND coalesce(out.device <> row.device, true) | out.id] AS others
UNION ALL
  // The row went out: find what came in before it.
  MATCH (in:Transaction {payeeAccount: row.payerAccount})
  USING INDEX SEEK in:Transaction(payeeAccount, type, occurredAtMs)
  WHERE row.occurredAtMs - $windowMs <= in.occurredAtMs <= row.occurredAtMs AND in.type IN $types
  WITH row, in ORDER BY in.payeeAccount DESC, in.type DESC, in.occurredAtMs DESC LIMIT $maxNeighbours
  WITH row, collect(in) AS seen
  RETURN row.payerAccount AS middle, size(seen) = $maxNeighbours AS isFull,
         [in IN seen WHERE in.currency = row.currency AND in.id <> row.id AND in.merchant IS NULL
            AND in.amountMinor >= $minAmountMinor AND NOT in.payerAccount IN [row.payeeAccount, in.payeeAccount]
            AND row.amountMinor <= in.amountMinor AND 100 * row.amountMinor >= $keepPercent * in.amountMinor
            AND coalesce(in.device <> row.device, true) | in.id] AS others
}
WITH row, middle, others, isFull AND size(others) = 0 AS truncated
WHERE truncated OR size(others) > 0
RETURN row.id AS transactionId, CASE WHEN size(others) > 0 THEN [row.id] + others ELSE [] END AS members, middle AS key, truncated
