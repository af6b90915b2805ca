// What rotations of the token key have left behind of a person. Pure data.
import type { Statement } from '@ringtrace/traced-neo4j';

/** The tokens that a token has replaced. */
export const readFormer: Statement = {
  name: 'erase.read-former-tokens',
  text: `
    UNWIND $batch.tokens AS token
    MATCH (f:FormerToken {became: token})
    RETURN f.id AS token`,
};

/** What leads from tokens to those that have replaced them. */
export const deleteRedirects: Statement = {
  name: 'erase.delete-redirects',
  text: `
    UNWIND $batch.tokens AS token
    MATCH (f:FormerToken {id: token})
    DELETE f`,
};

/** What rotations have left of cards and devices: nodes that everything was moved away from. */
const deleteEmptied = (label: 'Card' | 'Device'): Statement => ({
  name: `erase.delete-emptied-${label.toLowerCase()}s`,
  text: `
    UNWIND $batch.tokens AS token
    MATCH (means:${label} {id: token})
    WHERE NOT EXISTS { (means)--() }
    DELETE means`,
});
export const deleteEmptiedCards = deleteEmptied('Card');
export const deleteEmptiedDevices = deleteEmptied('Device');
