// id: rapid-pass-through
// version: 1
// score: 50
// types: transfer
// windowMs: 1200000
// keepPercent: 90
// minAmountMinor: 10000
// maxNeighbours: 50
//
// Money comes in and nearly all of it goes out again within twenty minutes, to someone else: an account that only passes
// on. Not when both payments come from one device: people move money between accounts of their own.
UNWIND $rows AS row
WITH row WHERE row.payerAccount <> row.payeeAccount AND row.merchant IS NULL
CALL (row) {
  // The row came in: what went out after it. Whose payments are sought is null if the row is too small: as a condition
  // beside the MATCH that would be asked of each payment, and the limit would not end it.
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
  // The row went out: what had come in before it.
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
