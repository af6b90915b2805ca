// id: velocity-card
// version: 1
// score: 60
// needs: card
// windowMs: 300000
// minPayments: 5
// maxAmountMinor: 1000
// maxNeighbours: 50
//
// Card testing: many small payments with one card within minutes.
// Every run of minPayments small payments that contains the row lies among the nearest minPayments - 1 before and after it,
// so the rule looks no further. Payments at the same moment are ordered by id, so that every row sees the same order:
// otherwise a payment might be among nobody's nearest.
UNWIND $rows AS row
WITH row WHERE row.amountMinor <= $maxAmountMinor
CALL (row) {
  MATCH (t:Transaction {card: row.card})
  USING INDEX SEEK t:Transaction(card, occurredAtMs)
  WHERE row.occurredAtMs - $windowMs <= t.occurredAtMs <= row.occurredAtMs
    AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id < row.id ELSE true END
  WITH t ORDER BY t.card DESC, t.occurredAtMs DESC, t.id DESC LIMIT $maxNeighbours
  RETURN collect(t) AS before
}
CALL (row) {
  MATCH (t:Transaction {card: row.card})
  USING INDEX SEEK t:Transaction(card, occurredAtMs)
  WHERE t.occurredAtMs >= row.occurredAtMs AND t.occurredAtMs <= row.occurredAtMs + $windowMs
    AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id > row.id ELSE true END
  WITH t ORDER BY t.card, t.occurredAtMs, t.id LIMIT $maxNeighbours
  RETURN collect(t) AS after
}
WITH row, size(before) = $maxNeighbours OR size(after) = $maxNeighbours AS cut,
     [t IN before WHERE t.amountMinor <= $maxAmountMinor][..$minPayments - 1] AS before,
     [t IN after WHERE t.amountMinor <= $maxAmountMinor][..$minPayments - 1] AS after
WITH row, cut AND (size(before) < $minPayments - 1 OR size(after) < $minPayments - 1) AS truncated,
     reverse([t IN before | {id: t.id, at: t.occurredAtMs}]) + [{id: row.id, at: row.occurredAtMs}]
       + [t IN after | {id: t.id, at: t.occurredAtMs}] AS payments
WITH row, truncated, payments,
     [i IN range(0, size(payments) - $minPayments)
      WHERE payments[i + $minPayments - 1].at - payments[i].at <= $windowMs] AS runs
WHERE truncated OR size(runs) > 0
RETURN row.id AS transactionId,
       [j IN range(0, size(payments) - 1) WHERE any(i IN runs WHERE i <= j < i + $minPayments) | payments[j].id] AS members,
       row.card AS key, truncated
