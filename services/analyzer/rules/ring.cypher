// id: ring
// version: 1
// score: 90
// windowMs: 3600000
// keepPercent: 80
// maxRings: 20
//
// Money returns to its payer through two to four other accounts: a cycle of three to five payments between distinct
// accounts, in one currency, within the window, each following the one before in time (from the earliest on), the
// smallest of them at least keepPercent of the largest. Every payment of a ring finds the same ring, whichever of them
// arrives last. The lengths are spelt out: each then is a plan of bounded expansions that ends at the payer.
UNWIND $rows AS row
WITH row, row.occurredAtMs - $windowMs AS earliest, row.occurredAtMs + $windowMs AS latest,
     row.amountMinor * $keepPercent / 100 AS least
MATCH (payer:Account {id: row.payerAccount})
CALL (row, earliest, latest, least, payer) {
  CALL (row, earliest, latest, least, payer) {
    MATCH (payee:Account {id: row.payeeAccount})
          -[p2:PAID WHERE earliest <= p2.occurredAtMs <= latest AND p2.amountMinor >= least]->(a)
          -[p3:PAID WHERE earliest <= p3.occurredAtMs <= latest AND p3.amountMinor >= least]->(payer)
    RETURN [p2, p3] AS rest, [payer, payee, a] AS accounts
  UNION ALL
    MATCH (payee:Account {id: row.payeeAccount})
          -[p2:PAID WHERE earliest <= p2.occurredAtMs <= latest AND p2.amountMinor >= least]->(a)
          -[p3:PAID WHERE earliest <= p3.occurredAtMs <= latest AND p3.amountMinor >= least]->(b)
          -[p4:PAID WHERE earliest <= p4.occurredAtMs <= latest AND p4.amountMinor >= least]->(payer)
    RETURN [p2, p3, p4] AS rest, [payer, payee, a, b] AS accounts
  UNION ALL
    MATCH (payee:Account {id: row.payeeAccount})
          -[p2:PAID WHERE earliest <= p2.occurredAtMs <= latest AND p2.amountMinor >= least]->(a)
          -[p3:PAID WHERE earliest <= p3.occurredAtMs <= latest AND p3.amountMinor >= least]->(b)
          -[p4:PAID WHERE earliest <= p4.occurredAtMs <= latest AND p4.amountMinor >= least]->(c)
          -[p5:PAID WHERE earliest <= p5.occurredAtMs <= latest AND p5.amountMinor >= least]->(payer)
    RETURN [p2, p3, p4, p5] AS rest, [payer, payee, a, b, c] AS accounts
  }
  WITH row, accounts, rest,
       [row.occurredAtMs] + [p IN rest | p.occurredAtMs] AS times,
       [row.amountMinor] + [p IN rest | p.amountMinor] AS amounts,
       [row.id] + [p IN rest | p.transactionId] AS ids
  WHERE all(p IN rest WHERE p.currency = row.currency)
    AND all(account IN accounts WHERE single(other IN accounts WHERE other = account))
    AND all(earlier IN times WHERE all(later IN times WHERE abs(later - earlier) <= $windowMs))
    AND all(small IN amounts WHERE all(large IN amounts WHERE small * 100 >= large * $keepPercent))
    // Going round once, time may step back only where the ring closes.
    AND size([i IN range(0, size(times) - 1) WHERE times[i] > times[(i + 1) % size(times)]]) <= 1
  RETURN ids, times, amounts, [account IN accounts | account.id] AS path
  ORDER BY reduce(newest = 0, t IN times | CASE WHEN t > newest THEN t ELSE newest END) DESC, ids
  LIMIT $maxRings + 1
}
WITH row, collect({ids: ids, times: times, amounts: amounts, path: path}) AS rings
UNWIND rings[..$maxRings] AS ring
// The story starts with the earliest payment, wherever in the ring this row happens to be.
WITH row, rings, ring, size(ring.ids) AS hops,
     head([i IN range(0, size(ring.ids) - 1)
           WHERE ring.times[(i + size(ring.ids) - 1) % size(ring.ids)] > ring.times[i]] + [0]) AS first
WITH row, rings, ring, [i IN range(0, hops - 1) | (first + i) % hops] AS story
RETURN row.id AS transactionId,
       [i IN story | ring.ids[i]] AS members,
       {accounts: [i IN story | ring.path[i]],
        amountsMinor: [i IN story | ring.amounts[i]],
        occurredAtMs: [i IN story | ring.times[i]],
        currency: row.currency} AS evidence,
       size(rings) > $maxRings AS truncated
