// Statements for what rotations of the token key left of a person: redirects from a replaced token to the newer one
// (FormerToken nodes), and the emptied entities. Pure data.
import type { Statement } from '@ringtrace/traced-neo4j';

/** The tokens that redirect to a token. */
export const readReplacedTokens: Statement = {
  name: 'erase.read-replaced-tokens',
  text: `
    UNWIND $batch.tokens AS token
    MATCH (f:FormerToken {became: token})
    RETURN f.id AS token`,
};

/** The redirects that start at these tokens. */
export const deleteRedirects: Statement = {
  name: 'erase.delete-redirects',
  text: `
    UNWIND $batch.tokens AS token
    MATCH (f:FormerToken {id: token})
    DELETE f`,
};

/** Card and device nodes from which a rotation moved everything away. */
const deleteEmptied = (label: 'Card' | 'Device'): Statement => ({
  name: `erase.delete-emptied-${label.toLowerCase()}s`,
  text: `
    UNWIND $batch.tokens AS token
    MATCH (instrument:${label} {id: token})
    WHERE NOT EXISTS { (instrument)--() }
    DELETE instrument`,
});
export const deleteEmptiedCards = deleteEmptied('Card');
export const deleteEmptiedDevices = deleteEmptied('Device');
