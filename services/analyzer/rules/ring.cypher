// id: ring
// version: 2
// score: 90
// types: transfer
// windowMs: 3600000
// minHops: 2
// maxHops: 6
// keepPercent: 75
// ordering: unordered
// backwardMs: 300000
// maxRings: 20
// maxDegree: 50
//
// Money returns to where it came from, over two to six payments between as many accounts, in one currency, within an hour.
// Starting from one of the payments, each is about as large as the one before: at least keepPercent of it, and vice versa.
// `ordering: strict` requires them in order of time from there on. `tolerant` lets each be up to backwardMs early.
// `unordered` ignores the order, because few rings are in order when payments are booked late or in batches.
// Ignores two payments with the same amount, which are a refund or a repaid loan. Also ignores payments that all come from
// one device, because people move money between their own accounts.
UNWIND $rows AS row
WITH row WHERE row.payerAccount <> row.payeeAccount AND row.merchant IS NULL
WITH row, row.occurredAtMs - $windowMs AS earliest, row.occurredAtMs + $windowMs AS latest
// Most rows end here, because nobody pays the payer.
WHERE EXISTS {
  MATCH (back:Transaction {payeeAccount: row.payerAccount})
  USING INDEX SEEK back:Transaction(payeeAccount, type, occurredAtMs)
  WHERE earliest <= back.occurredAtMs <= latest AND back.type IN $types AND back.merchant IS NULL AND back.currency = row.currency
}
// Follows the money from the payee, account by account, over the newest maxDegree payments of each. At most one step may be
// odd, that is, have too small or too large an amount: the one where the ring closes. `payer` is null where the path ends. As
// a WHERE condition that would be evaluated only after all payments of the account had been read.
OPTIONAL CALL (row, earliest, latest) {
  WITH row, earliest, latest, CASE WHEN $maxHops >= 2 THEN row.payeeAccount END AS payer
  MATCH (p:Transaction {payerAccount: payer})
  USING INDEX SEEK p:Transaction(payerAccount, type, occurredAtMs)
  WHERE p.type IN $types AND earliest <= p.occurredAtMs <= latest
  WITH row, p ORDER BY p.payerAccount DESC, p.type DESC, p.occurredAtMs DESC LIMIT $maxDegree
  WITH row, collect(p) AS ps
  UNWIND ps AS p
  WITH row, p, size(ps) = $maxDegree AS cut, NOT (100 * p.amountMinor >= $keepPercent * row.amountMinor AND $keepPercent * p.amountMinor <= 100 * row.amountMinor) AS odd
  WHERE p.currency = row.currency AND p.merchant IS NULL AND NOT p.payeeAccount IN [row.payeeAccount]
  RETURN p AS p2, cut AS cut2, odd AS odd2
}
OPTIONAL CALL (row, earliest, latest, p2, odd2) {
  WITH row, earliest, latest, p2, odd2,
       CASE WHEN $maxHops >= 3 AND p2.payeeAccount <> row.payerAccount THEN p2.payeeAccount END AS payer
  MATCH (p:Transaction {payerAccount: payer})
  USING INDEX SEEK p:Transaction(payerAccount, type, occurredAtMs)
  WHERE p.type IN $types AND earliest <= p.occurredAtMs <= latest
  WITH row, p2, odd2, p ORDER BY p.payerAccount DESC, p.type DESC, p.occurredAtMs DESC LIMIT $maxDegree
  WITH row, p2, odd2, collect(p) AS ps
  UNWIND ps AS p
  WITH row, p2, odd2, p, size(ps) = $maxDegree AS cut, NOT (100 * p.amountMinor >= $keepPercent * p2.amountMinor AND $keepPercent * p.amountMinor <= 100 * p2.amountMinor) AS odd
  WHERE p.currency = row.currency AND p.merchant IS NULL AND NOT p.payeeAccount IN [row.payeeAccount, p2.payeeAccount] AND NOT (odd AND odd2)
  RETURN p AS p3, cut AS cut3, odd OR odd2 AS odd3
}
OPTIONAL CALL (row, earliest, latest, p2, p3, odd3) {
  WITH row, earliest, latest, p2, p3, odd3,
       CASE WHEN $maxHops >= 4 AND p3.payeeAccount <> row.payerAccount THEN p3.payeeAccount END AS payer
  MATCH (p:Transaction {payerAccount: payer})
  USING INDEX SEEK p:Transaction(payerAccount, type, occurredAtMs)
  WHERE p.type IN $types AND earliest <= p.occurredAtMs <= latest
  WITH row, p2, p3, odd3, p ORDER BY p.payerAccount DESC, p.type DESC, p.occurredAtMs DESC LIMIT $maxDegree
  WITH row, p2, p3, odd3, collect(p) AS ps
  UNWIND ps AS p
  WITH row, p2, p3, odd3, p, size(ps) = $maxDegree AS cut, NOT (100 * p.amountMinor >= $keepPercent * p3.amountMinor AND $keepPercent * p.amountMinor <= 100 * p3.amountMinor) AS odd
  WHERE p.currency = row.currency AND p.merchant IS NULL AND NOT p.payeeAccount IN [row.payeeAccount, p2.payeeAccount, p3.payeeAccount] AND NOT (odd AND odd3)
  RETURN p AS p4, cut AS cut4, odd OR odd3 AS odd4
}
OPTIONAL CALL (row, earliest, latest, p2, p3, p4, odd4) {
  WITH row, earliest, latest, p2, p3, p4, odd4,
       CASE WHEN $maxHops >= 5 AND p4.payeeAccount <> row.payerAccount THEN p4.payeeAccount END AS payer
  MATCH (p:Transaction {payerAccount: payer})
  USING INDEX SEEK p:Transaction(payerAccount, type, occurredAtMs)
  WHERE p.type IN $types AND earliest <= p.occurredAtMs <= latest
  WITH row, p2, p3, p4, odd4, p ORDER BY p.payerAccount DESC, p.type DESC, p.occurredAtMs DESC LIMIT $maxDegree
  WITH row, p2, p3, p4, odd4, collect(p) AS ps
  UNWIND ps AS p
  WITH row, p2, p3, p4, odd4, p, size(ps) = $maxDegree AS cut, NOT (100 * p.amountMinor >= $keepPercent * p4.amountMinor AND $keepPercent * p.amountMinor <= 100 * p4.amountMinor) AS odd
  WHERE p.currency = row.currency AND p.merchant IS NULL AND NOT p.payeeAccount IN [row.payeeAccount, p2.payeeAccount, p3.payeeAccount, p4.payeeAccount] AND NOT (odd AND odd4)
  RETURN p AS p5, cut AS cut5, odd OR odd4 AS odd5
}
OPTIONAL CALL (row, earliest, latest, p2, p3, p4, p5, odd5) {
  WITH row, earliest, latest, p2, p3, p4, p5, odd5,
       CASE WHEN $maxHops >= 6 AND p5.payeeAccount <> row.payerAccount THEN p5.payeeAccount END AS payer
  MATCH (p:Transaction {payerAccount: payer})
  USING INDEX SEEK p:Transaction(payerAccount, type, occurredAtMs)
  WHERE p.type IN $types AND earliest <= p.occurredAtMs <= latest
  WITH row, p2, p3, p4, p5, odd5, p ORDER BY p.payerAccount DESC, p.type DESC, p.occurredAtMs DESC LIMIT $maxDegree
  WITH row, p2, p3, p4, p5, odd5, collect(p) AS ps
  UNWIND ps AS p
  WITH row, p2, p3, p4, p5, odd5, p, size(ps) = $maxDegree AS cut, NOT (100 * p.amountMinor >= $keepPercent * p5.amountMinor AND $keepPercent * p.amountMinor <= 100 * p5.amountMinor) AS odd
  WHERE p.currency = row.currency AND p.merchant IS NULL AND NOT p.payeeAccount IN [row.payeeAccount, p2.payeeAccount, p3.payeeAccount, p4.payeeAccount, p5.payeeAccount] AND NOT (odd AND odd5)
  RETURN p AS p6, cut AS cut6, odd OR odd5 AS odd6
}
WITH row, [p IN [p2, p3, p4, p5, p6] WHERE p IS NOT NULL] AS rest,
     coalesce(cut2, false) OR coalesce(cut3, false) OR coalesce(cut4, false) OR coalesce(cut5, false) OR coalesce(cut6, false) AS cut
WITH row, cut,
     CASE WHEN size(rest) >= $minHops - 1 AND last(rest).payeeAccount = row.payerAccount
          THEN [row {.id, at: row.occurredAtMs, amount: row.amountMinor, .device}]
               + [p IN rest | {id: p.id, at: p.occurredAtMs, amount: p.amountMinor, device: p.device}]
          ELSE [] END AS ring
WITH row, cut, ring, size(ring) AS hops, [p IN ring WHERE p.device IS NOT NULL | p.device] AS devices
WITH row, cut, ring, hops,
     CASE WHEN hops = 2 AND ring[0].amount = ring[1].amount THEN []
          WHEN size(devices) = hops AND all(device IN devices WHERE device = devices[0]) THEN []
          ELSE [begin IN range(0, hops - 1)
                WHERE all(step IN range(0, hops - 2)
                          WHERE 100 * ring[(begin + step + 1) % hops].amount >= $keepPercent * ring[(begin + step) % hops].amount
                            AND $keepPercent * ring[(begin + step + 1) % hops].amount <= 100 * ring[(begin + step) % hops].amount
                            AND CASE $ordering
                                  WHEN 'strict' THEN ring[(begin + step + 1) % hops].at >= ring[(begin + step) % hops].at
                                  WHEN 'tolerant' THEN ring[(begin + step + 1) % hops].at >= ring[(begin + step) % hops].at - $backwardMs
                                  ELSE true END)] END AS begins,
     [p IN ring | p.at] AS times
WITH row, cut, ring, hops,
     CASE WHEN all(a IN times WHERE all(b IN times WHERE a - b <= $windowMs)) THEN begins ELSE [] END AS begins
// Listed from the earliest payment from which amounts and times fit.
WITH row, cut, ring, hops, size(begins) > 0 AS isRing,
     reduce(first = head(begins), begin IN begins |
            CASE WHEN ring[begin].at < ring[first].at OR (ring[begin].at = ring[first].at AND ring[begin].id < ring[first].id)
                 THEN begin ELSE first END) AS first
WITH row, cut, CASE WHEN isRing THEN [step IN range(0, hops - 1) | ring[(first + step) % hops].id] END AS ids,
     reduce(newest = 0, p IN ring | CASE WHEN p.at > newest THEN p.at ELSE newest END) AS newest
ORDER BY newest DESC, ids
WITH row, collect(ids) AS rings, true IN collect(cut) AS cut
WHERE cut OR size(rings) > 0
UNWIND CASE WHEN size(rings) > 0 THEN rings[..$maxRings] ELSE [[]] END AS members
RETURN row.id AS transactionId, members, cut OR size(rings) > $maxRings AS truncated
