// id: rapid-pass-through
// version: 1
// score: 50
// types: transfer
// windowMs: 1200000
// keepPercent: 90
// minAmountMinor: 10000
// maxNeighbours: 50
//
// Money comes in and nearly all of it goes out again within twenty minutes, to someone else: an account that only passes on. Not
// when both payments come from one device: people move money between accounts of their own.
UNWIND $rows AS row
WITH row WHERE row.payerAccount <> row.payeeAccount AND row.merchant IS NULL
CALL (row) {
  // The row came in: what went out after it.
  MATCH (out:Transaction {payerAccount: row.payeeAccount})
  USING INDEX SEEK out:Transaction(payerAccount, type, occurredAtMs)
  WHERE out.occurredAtMs >= row.occurredAtMs AND out.occurredAtMs <= row.occurredAtMs + $windowMs AND row.amountMinor >= $minAmountMinor
    AND out.type IN $types AND out.currency = row.currency AND out.id <> row.id AND out.merchant IS NULL
    AND NOT out.payeeAccount IN [row.payerAccount, out.payerAccount]
    AND out.amountMinor <= row.amountMinor AND 100 * out.amountMinor >= $keepPercent * row.amountMinor
    AND coalesce(out.device <> row.device, true)
  WITH out ORDER BY out.payerAccount, out.type, out.occurredAtMs LIMIT $maxNeighbours
  RETURN row.payeeAccount AS middle, collect(out.id) AS others
UNION ALL
  // The row went out: what had come in before it.
  MATCH (in:Transaction {payeeAccount: row.payerAccount})
  USING INDEX SEEK in:Transaction(payeeAccount, type, occurredAtMs)
  WHERE row.occurredAtMs - $windowMs <= in.occurredAtMs <= row.occurredAtMs AND in.amountMinor >= $minAmountMinor
    AND in.type IN $types AND in.currency = row.currency AND in.id <> row.id AND in.merchant IS NULL
    AND NOT in.payerAccount IN [row.payeeAccount, in.payeeAccount]
    AND row.amountMinor <= in.amountMinor AND 100 * row.amountMinor >= $keepPercent * in.amountMinor
    AND coalesce(in.device <> row.device, true)
  WITH in ORDER BY in.payeeAccount DESC, in.type DESC, in.occurredAtMs DESC LIMIT $maxNeighbours
  RETURN row.payerAccount AS middle, collect(in.id) AS others
}
WITH row, middle, others WHERE size(others) > 0
RETURN row.id AS transactionId, [row.id] + others AS members, middle AS key, size(others) = $maxNeighbours AS truncated
