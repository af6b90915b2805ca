// id: shared-card-and-device
// version: 1
// score: 50
// windowMs: 300000
// maxPartners: 50
//
// Two transactions with the same card and the same device within five minutes of each other: a cloned card, or one
// person behind several accounts. Looks both ways in event time, so that the order of arrival does not matter. One
// finding per pair; of more than maxPartners the newest are listed and the finding says that it is truncated.
UNWIND $rows AS row
CALL (row) {
  MATCH (partner:Transaction {card: row.card, device: row.device})
  WHERE partner.occurredAtMs >= row.occurredAtMs - $windowMs
    AND partner.occurredAtMs <= row.occurredAtMs + $windowMs
    AND partner.id <> row.id
  RETURN partner
  ORDER BY partner.occurredAtMs DESC, partner.id
  LIMIT $maxPartners + 1
}
WITH row, collect(partner) AS partners
UNWIND partners[..$maxPartners] AS partner
RETURN row.id AS transactionId,
       CASE WHEN [row.occurredAtMs, row.id] <= [partner.occurredAtMs, partner.id]
            THEN [row.id, partner.id] ELSE [partner.id, row.id] END AS members,
       {card: row.card,
        device: row.device,
        secondsApart: abs(partner.occurredAtMs - row.occurredAtMs) / 1000.0} AS evidence,
       size(partners) > $maxPartners AS truncated
