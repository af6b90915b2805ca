// id: scatter-gather
// version: 1
// score: 80
// types: transfer
// windowMs: 3600000
// minIntermediaries: 2
// keepPercent: 80
// maxNeighbours: 20
//
// Money that takes several ways to the same destination: one account pays several others, and they all pay on to one. First
// finds the other end of the way that the row is part of, then all ways between the same two ends.
UNWIND $rows AS row
WITH row, row.occurredAtMs - $windowMs AS earliest, row.occurredAtMs + $windowMs AS latest
WHERE row.payerAccount <> row.payeeAccount AND row.merchant IS NULL
CALL (row, earliest, latest) {
  // The row is the first half of a way: find where the second half leads.
  MATCH (on:Transaction {payerAccount: row.payeeAccount})
  USING INDEX SEEK on:Transaction(payerAccount, type, occurredAtMs)
  WHERE on.occurredAtMs >= row.occurredAtMs AND on.occurredAtMs <= latest AND on.type IN $types AND on.merchant IS NULL AND on.currency = row.currency
    AND on.amountMinor <= row.amountMinor AND 100 * on.amountMinor >= $keepPercent * row.amountMinor
    AND NOT on.payeeAccount IN [row.payerAccount, row.payeeAccount]
  WITH on ORDER BY on.payerAccount, on.type, on.occurredAtMs LIMIT $maxNeighbours
  RETURN DISTINCT row.payerAccount AS source, on.payeeAccount AS destination
UNION
  // The row is the second half of a way: find where the first half came from.
  MATCH (from:Transaction {payeeAccount: row.payerAccount})
  USING INDEX SEEK from:Transaction(payeeAccount, type, occurredAtMs)
  WHERE earliest <= from.occurredAtMs <= row.occurredAtMs AND from.type IN $types AND from.merchant IS NULL AND from.currency = row.currency
    AND row.amountMinor <= from.amountMinor AND 100 * row.amountMinor >= $keepPercent * from.amountMinor
    AND NOT from.payerAccount IN [row.payerAccount, row.payeeAccount]
  WITH from ORDER BY from.payeeAccount DESC, from.type DESC, from.occurredAtMs DESC LIMIT $maxNeighbours
  RETURN DISTINCT from.payerAccount AS source, row.payeeAccount AS destination
}
CALL (row, earliest, latest, source, destination) {
  MATCH (t:Transaction {payerAccount: source})
  USING INDEX SEEK t:Transaction(payerAccount, type, occurredAtMs)
  WHERE earliest <= t.occurredAtMs <= latest AND t.type IN $types AND t.merchant IS NULL AND NOT t.payeeAccount IN [source, destination]
  WITH t ORDER BY t.payerAccount DESC, t.type DESC, t.occurredAtMs DESC LIMIT $maxNeighbours
  RETURN collect(t) AS firsts
}
WITH row, earliest, latest, source, destination, firsts
WHERE size(firsts) >= $minIntermediaries
CALL (firsts, latest, destination) {
  UNWIND firsts AS first
  CALL (first, latest, destination) {
    MATCH (second:Transaction {payerAccount: first.payeeAccount})
    USING INDEX SEEK second:Transaction(payerAccount, type, occurredAtMs)
    WHERE second.occurredAtMs >= first.occurredAtMs AND second.occurredAtMs <= latest AND second.type IN $types
    WITH first, destination, second ORDER BY second.payerAccount, second.type, second.occurredAtMs LIMIT $maxNeighbours
    WITH first, destination, second
    WHERE second.payeeAccount = destination AND second.merchant IS NULL AND second.currency = first.currency
      AND second.amountMinor <= first.amountMinor AND 100 * second.amountMinor >= $keepPercent * first.amountMinor
    RETURN second
  }
  RETURN collect({ids: [first.id, second.id], from: first.occurredAtMs, to: second.occurredAtMs, who: first.payeeAccount}) AS ways
}
WITH row, source, destination, size(firsts) = $maxNeighbours AS isFull, ways
CALL (row, ways) {
  UNWIND [way IN ways WHERE way.from <= row.occurredAtMs | way.from] AS begin
  WITH DISTINCT begin
  UNWIND [way IN ways WHERE begin <= way.from AND way.to <= begin + $windowMs] AS way
  WITH begin, collect(way.ids) AS pairs, count(DISTINCT way.who) AS intermediaries
  WHERE intermediaries >= $minIntermediaries
  UNWIND pairs AS pair
  UNWIND pair AS id
  RETURN collect(DISTINCT id) AS members
}
WITH row, source, destination, members, isFull AND size(members) = 0 AS truncated
WHERE truncated OR size(members) > 0
RETURN row.id AS transactionId, members, source + ' ' + destination AS key, truncated
