// The Cypher that erases. Each statement handles at most $limit items and returns how many: repeat it until it returns 0.
// Outstanding work is stored as ERASING relationships of the entity's own node, which is deleted last. Pure data.
import type { Statement } from '@ringtrace/traced-neo4j';
import type { EntityLabel } from './person.ts';

// A payment that no rule has seen yet will not be judged any more: it is skipped when its record is redelivered.
const judged = `
      t.truncated = CASE WHEN t.judgedAtMs IS NULL THEN true ELSE t.truncated END,
      t.judgedAtMs = coalesce(t.judgedAtMs, timestamp()), t.erasedAtMs = coalesce(t.erasedAtMs, timestamp()),
      t.contentHash = null, t.formerHashes = null`;

/** Payments that the account sent; also removes everything that tells of the payer's habits. */
export const unlinkPaid: Statement = {
  name: 'erase.unlink-paid',
  text: `
    MATCH (entity:Account {id: $token})-[link:SENT]->(t:Transaction)
    WITH entity, link, t LIMIT $limit
    DELETE link
    MERGE (entity)-[:ERASING]->(t)
    SET t.payerAccount = null, t.card = null, t.device = null, t.ip = null, t.merchant = null,${judged}
    RETURN count(*) AS done`,
};

/** Payments that the account received. Card, device and ip stay: they are the payer's. */
export const unlinkReceived: Statement = {
  name: 'erase.unlink-received',
  text: `
    MATCH (entity:Account {id: $token})<-[link:RECEIVED_BY]-(t:Transaction)
    WITH entity, link, t LIMIT $limit
    DELETE link
    MERGE (entity)-[:ERASING]->(t)
    SET t.payeeAccount = null, t.merchant = null,${judged}
    RETURN count(*) AS done`,
};

// The range covers all times, so that the seek uses the index; the limit bounds what is read.
const unlinkInstrument = (label: 'Card' | 'Device', property: 'card' | 'device'): Statement => ({
  name: `erase.unlink-${property}`,
  text: `
    MATCH (t:Transaction {${property}: $token})
    USING INDEX SEEK t:Transaction(${property}, occurredAtMs)
    WHERE t.occurredAtMs >= 0 AND t.occurredAtMs <= 9007199254740991
    WITH t LIMIT $limit
    MERGE (entity:${label} {id: $token})
    MERGE (entity)-[:ERASING]->(t)
    SET t.${property} = null,${judged}
    RETURN count(*) AS done`,
});
export const unlinkCard = unlinkInstrument('Card', 'card');
export const unlinkDevice = unlinkInstrument('Device', 'device');

export const unlinkStatements: Record<EntityLabel, Statement[]> = {
  Account: [unlinkPaid, unlinkReceived],
  Card: [unlinkCard],
  Device: [unlinkDevice],
};

const forEachLabel = (build: (label: EntityLabel) => Statement): Record<EntityLabel, Statement> => ({
  Account: build('Account'),
  Card: build('Card'),
  Device: build('Device'),
});

/** Unlinked payments whose verdicts are not withdrawn yet, with their findings. */
export const readErasing = forEachLabel((label) => ({
  name: `erase.read-erasing-${label.toLowerCase()}`,
  text: `
    MATCH (entity:${label} {id: $token})-[:ERASING]->(t:Transaction)
    WITH t LIMIT $limit
    RETURN t.id AS id, t.erasedAtMs IS NOT NULL AS erased, t.card AS card, t.device AS device, COLLECT {
      MATCH (f:Finding)-[:INVOLVES]->(t)
      RETURN f {.id, .about, .shadow, isCase: coalesce(f.isCase, false)}
    } AS findings`,
}));

export const finishErasing = forEachLabel((label) => ({
  name: `erase.finish-erasing-${label.toLowerCase()}`,
  text: `
    UNWIND $batch.ids AS id
    MATCH (t:Transaction {id: id})
    MATCH (entity:${label} {id: $token})-[link:ERASING]->(t)
    DELETE link`,
}));

/** Cases with nobody left: every member is erased, and no account, card or device is common to all members. */
export const findEmptyCases: Statement = {
  name: 'erase.find-cases-of-nobody',
  text: `
    UNWIND $batch.ids AS id
    MATCH (f:Finding {id: id})
    WHERE NOT EXISTS { MATCH (f)-[:INVOLVES]->(t:Transaction) WHERE t.erasedAtMs IS NULL }
    CALL (f) {
      MATCH (f)-[:INVOLVES]->(t:Transaction)
      RETURN [token IN [t.payerAccount, t.payeeAccount, t.card, t.device] WHERE token IS NOT NULL] AS tokens LIMIT 1
    }
    WITH f, tokens
    WHERE none(token IN tokens WHERE NOT EXISTS {
      MATCH (f)-[:INVOLVES]->(t:Transaction)
      WHERE NOT coalesce(token IN [t.payerAccount, t.payeeAccount, t.card, t.device], false)
    })
    RETURN f.id AS id`,
};

/**
 * Deletes memberships of a finding, and the finding with the last of them. Verdicts of members that are not erased name the
 * finding, so these members become ERASING: their verdicts have to be republished.
 */
export const deleteFinding = forEachLabel((label) => ({
  name: `erase.delete-finding-${label.toLowerCase()}`,
  text: `
    UNWIND $batch.rows AS row
    MATCH (f:Finding {id: row.finding})
    CALL (row) { MATCH (entity:${label} {id: row.token}) RETURN entity }
    CALL (f, entity) {
      MATCH (f)-[member:INVOLVES]->(t:Transaction)
      WITH entity, member, t LIMIT $limit
      DELETE member
      FOREACH (other IN CASE WHEN t.erasedAtMs IS NULL THEN [t] ELSE [] END | MERGE (entity)-[:ERASING]->(other))
      RETURN count(*) AS done
    }
    FOREACH (last IN CASE WHEN done < $limit THEN [f] ELSE [] END | DETACH DELETE last)
    RETURN done`,
}));

/** Removes the evidence that a rule gave for a finding that stays. */
export const clearEvidence: Statement = {
  name: 'erase.forget-about',
  text: `
    UNWIND $batch.ids AS id
    MATCH (f:Finding {id: id})
    REMOVE f.about`,
};

/** One page of a finding's members, after the given position and id. */
export const pageMembers: Statement = {
  name: 'erase.page-members',
  text: `
    MATCH ()-[member:INVOLVES]->(t:Transaction)
    WHERE member.finding = $finding AND member.place >= $position
      AND CASE member.place WHEN $position THEN t.id > $after ELSE true END
    WITH member, t ORDER BY member.finding, member.place, t.id LIMIT $limit
    RETURN t.id AS id, member.place AS position, t.erasedAtMs IS NOT NULL AS erased`,
};

const inUse = (instrument: Instrument) => `EXISTS {
      MATCH (t:Transaction {${instrument.property}: instrument.id})
      USING INDEX SEEK t:Transaction(${instrument.property}, occurredAtMs)
      WHERE t.occurredAtMs >= 0 AND t.occurredAtMs <= 9007199254740991
    }`;

interface Instrument {
  label: 'Card' | 'Device';
  property: 'card' | 'device';
  link: 'USES_CARD' | 'USES_DEVICE';
}
const card: Instrument = { label: 'Card', property: 'card', link: 'USES_CARD' };
const device: Instrument = { label: 'Device', property: 'device', link: 'USES_DEVICE' };

/** Cards or devices of an account whose payments are all unlinked, and whether others' payments name them too. */
const readInstruments = (instrument: Instrument): Statement => ({
  name: `erase.read-${instrument.property}s`,
  text: `
    MATCH (:Account {id: $token})-[:${instrument.link}]->(instrument:${instrument.label})
    RETURN instrument.id AS token, ${inUse(instrument)} AS shared`,
});
export const readCards = readInstruments(card);
export const readDevices = readInstruments(device);

/**
 * Unlinks an account's cards or devices, and deletes those that no other payment names. REMOVE takes the lock first, so that no
 * analyzer attaches a payment in between.
 */
const releaseInstruments = (instrument: Instrument): Statement => ({
  name: `erase.release-${instrument.property}s`,
  text: `
    MATCH (:Account {id: $token})-[link:${instrument.link}]->(instrument:${instrument.label})
    WITH link, instrument LIMIT $limit
    DELETE link
    REMOVE instrument.unused
    WITH instrument, instrument.id AS token, ${inUse(instrument)} AS shared
    FOREACH (unused IN CASE WHEN shared THEN [] ELSE [instrument] END | DETACH DELETE unused)
    RETURN count(*) AS done, collect(CASE WHEN NOT shared THEN token END) AS deleted`,
});
export const releaseCards = releaseInstruments(card);
export const releaseDevices = releaseInstruments(device);

/** Unlinks a card or device that no payment names any more from the accounts that paid with it. */
const releaseUsers = (instrument: Instrument): Statement => ({
  name: `erase.release-users-of-${instrument.property}`,
  text: `
    MATCH (:${instrument.label} {id: $token})<-[link:${instrument.link}]-(:Account)
    WITH link LIMIT $limit
    DELETE link
    RETURN count(*) AS done`,
});
export const releaseUsersOfCard = releaseUsers(card);
export const releaseUsersOfDevice = releaseUsers(device);

/** Deletes the entity if it has no relationships. REMOVE takes the lock first. */
export const deleteEntity = forEachLabel((label) => ({
  name: `erase.delete-${label.toLowerCase()}`,
  text: `
    MATCH (entity:${label} {id: $token})
    REMOVE entity.unused
    WITH entity WHERE NOT EXISTS { (entity)--() }
    DELETE entity
    RETURN count(*) AS done`,
}));

const counted = (label: EntityLabel, payments: string): Statement => ({
  name: `erase.count-${label.toLowerCase()}`,
  text: `
    ${payments}
    OPTIONAL MATCH (entity:${label} {id: $token})
    RETURN CASE WHEN entity IS NULL THEN 0 ELSE 1 END AS entities,
           payments + COUNT { (entity)-[:SENT]->() } + COUNT { (entity)<-[:RECEIVED_BY]-() } AS payments,
           COUNT { (entity)-[:ERASING]->() } AS begun`,
});

const paymentsWith = (property: 'card' | 'device') => `CALL () {
      MATCH (t:Transaction {${property}: $token})
      USING INDEX SEEK t:Transaction(${property}, occurredAtMs)
      WHERE t.occurredAtMs >= 0 AND t.occurredAtMs <= 9007199254740991
      RETURN count(*) AS payments
    }`;

/** Counts what there is of an entity. Read-only. */
export const countEntity: Record<EntityLabel, Statement> = {
  Account: counted('Account', 'WITH 0 AS payments'),
  Card: counted('Card', paymentsWith('card')),
  Device: counted('Device', paymentsWith('device')),
};
