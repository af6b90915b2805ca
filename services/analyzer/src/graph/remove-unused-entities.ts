// Removes what a redelivered payment of an erased person has left in the graph. Pure data.
import type { Statement } from '@ringtrace/traced-neo4j';

/**
 * Deletes entities without payments. Each is locked before it is checked, so that nobody can attach a payment in between.
 * An analyzer that has matched the entity but not used it yet writes its batch again.
 */
export const removeUnusedEntities: Statement = {
  name: 'graph.remove-unused-entities',
  keepsPlan: true,
  text: `
    CALL () {
      UNWIND $batch.accounts AS id MATCH (a:Account {id: id}) REMOVE a.unused
      WITH a WHERE NOT EXISTS { (a)--() } DELETE a
    }
    CALL () {
      UNWIND $batch.cards AS id MATCH (c:Card {id: id}) REMOVE c.unused
      WITH c WHERE NOT EXISTS { (c)--() } DELETE c
    }
    CALL () {
      UNWIND $batch.devices AS id MATCH (d:Device {id: id}) REMOVE d.unused
      WITH d WHERE NOT EXISTS { (d)--() } DELETE d
    }`,
};

/** Deletes redirects to entities that do not exist. */
export const removeUnusedRedirects: Statement = {
  name: 'graph.remove-unused-redirects',
  keepsPlan: true,
  text: `
    CALL () {
      UNWIND $batch.accounts AS id MATCH (f:FormerToken {became: id})
      WHERE NOT EXISTS { MATCH (:Account {id: id}) } DELETE f
    }
    CALL () {
      UNWIND $batch.cards AS id MATCH (f:FormerToken {became: id})
      WHERE NOT EXISTS { MATCH (:Card {id: id}) } DELETE f
    }
    CALL () {
      UNWIND $batch.devices AS id MATCH (f:FormerToken {became: id})
      WHERE NOT EXISTS { MATCH (:Device {id: id}) } DELETE f
    }`,
};
