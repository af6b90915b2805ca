// What an erased payment that came again has left in the graph is taken out. Pure data.
import type { Statement } from '@ringtrace/traced-neo4j';

/**
 * Entities that no payment has. Each is locked before it is looked at, so that nobody attaches a payment in between; an
 * analyzer that has found the entity and not yet used it writes its batch again.
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

/** What a rotation of the token key has led to entities that are not there. */
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
