// id: shared-card-and-device
// version: 2
// score: 50
// needs: card,device
// windowMs: 180000
// minPayees: 2
// minAmountMinor: 5000
// maxNeighbours: 15
//
// One card on one device pays two payees within three minutes: a cloned card, or one person behind several accounts. An
// ordinary shopper stays with one payee for that long. Ignores small payments. Looks at the payments of the card and device
// nearest to the row in time, up to maxNeighbours before and after.
UNWIND $rows AS row
WITH row WHERE row.amountMinor >= $minAmountMinor
CALL (row) {
  MATCH (t:Transaction {card: row.card, device: row.device})
  USING INDEX SEEK t:Transaction(card, device, occurredAtMs)
  WHERE row.occurredAtMs - $windowMs <= t.occurredAtMs <= row.occurredAtMs
    AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id < row.id ELSE true END
    AND t.amountMinor >= $minAmountMinor
  RETURN t
  ORDER BY t.card DESC, t.device DESC, t.occurredAtMs DESC
  LIMIT $maxNeighbours
UNION ALL
  MATCH (t:Transaction {card: row.card, device: row.device})
  USING INDEX SEEK t:Transaction(card, device, occurredAtMs)
  WHERE t.occurredAtMs >= row.occurredAtMs AND t.occurredAtMs <= row.occurredAtMs + $windowMs
    AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id > row.id ELSE true END
    AND t.amountMinor >= $minAmountMinor
  RETURN t
  ORDER BY t.card, t.device, t.occurredAtMs
  LIMIT $maxNeighbours
}
WITH row, [{id: row.id, at: row.occurredAtMs, payee: row.payeeAccount}]
     + collect({id: t.id, at: t.occurredAtMs, payee: t.payeeAccount}) AS payments
CALL (row, payments) {
  // Every window that contains the row, by its first payment. If one window contains all payments, it is enough.
  WITH row, payments,
       reduce(first = row.occurredAtMs, p IN payments | CASE WHEN p.at < first THEN p.at ELSE first END) AS first,
       reduce(last = row.occurredAtMs, p IN payments | CASE WHEN p.at > last THEN p.at ELSE last END) AS last
  UNWIND CASE WHEN last - first <= $windowMs THEN [first]
              ELSE [p IN payments WHERE p.at <= row.occurredAtMs | p.at] END AS begin
  UNWIND [p IN payments WHERE begin <= p.at <= begin + $windowMs] AS p
  WITH begin, collect(p.id) AS ids, count(DISTINCT p.payee) AS payees
  WHERE payees >= $minPayees
  UNWIND ids AS id
  RETURN collect(DISTINCT id) AS members
}
WITH row, members, size(payments) > $maxNeighbours AND size(members) = 0 AS truncated
WHERE truncated OR size(members) > 0
RETURN row.id AS transactionId, members, row.card + ' ' + row.device AS key, truncated
