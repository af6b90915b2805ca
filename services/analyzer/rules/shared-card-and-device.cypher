// id: shared-card-and-device
// version: 2
// score: 50
// needs: card,device
// windowMs: 300000
//
// One card used from one device twice within five minutes: a cloned card, or one person behind several accounts. All
// payments of one card and device that have another one this near are one case. The nearest on either side decide for
// the row; each other payment was, or will be, a row itself.
UNWIND $rows AS row
CALL (row) {
  MATCH (t:Transaction {card: row.card, device: row.device})
  USING INDEX t:Transaction(card, device, occurredAtMs)
  WHERE row.occurredAtMs - $windowMs <= t.occurredAtMs <= row.occurredAtMs
    AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id < row.id ELSE true END
  RETURN t
  ORDER BY t.card DESC, t.device DESC, t.occurredAtMs DESC
  LIMIT 1
UNION ALL
  MATCH (t:Transaction {card: row.card, device: row.device})
  USING INDEX t:Transaction(card, device, occurredAtMs)
  WHERE t.occurredAtMs >= row.occurredAtMs AND t.occurredAtMs <= row.occurredAtMs + $windowMs
    AND CASE t.occurredAtMs WHEN row.occurredAtMs THEN t.id > row.id ELSE true END
  RETURN t
  ORDER BY t.card, t.device, t.occurredAtMs
  LIMIT 1
}
WITH row, collect(t.id) AS others
RETURN row.id AS transactionId, [row.id] + others AS members, row.card + ' ' + row.device AS key, false AS truncated
