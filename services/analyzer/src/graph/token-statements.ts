// Key rotation: the statements that move payments from tokens of a former key to those of the current key. A FormerToken is
// a redirect to the token of a newer key; its target is stored as `became` (graph-schema.ts says why).
// Lists are sent inside a map, for the reason in write-transactions.ts. Pure data.
import type { Statement } from '@ringtrace/traced-neo4j';

/** Answered from the count store. Where there is no redirect, this is the only one of these statements that runs. */
export const countRedirects: Statement = {
  name: 'graph.count-replaced-tokens',
  keepsPlan: true,
  text: 'MATCH (f:FormerToken) RETURN count(f) AS count',
};

/** The redirects of the given tokens. */
export const readRedirects: Statement = {
  name: 'graph.read-replaced-tokens',
  keepsPlan: true,
  text: `
    UNWIND $batch.tokens AS token
    MATCH (f:FormerToken {id: token})
    RETURN f.id AS from, f.became AS to, f.entity AS entity, f.isMoved AS isMoved`,
};

/**
 * The order in which keys came into use, oldest first. The first analyzer that names a key appends it, and its place never
 * changes. So all analyzers agree which of two tokens is newer, whatever a key file says later. The first SET takes the lock.
 */
export const orderKeys: Statement = {
  name: 'graph.order-token-keys',
  keepsPlan: true,
  text: `
    MERGE (o:TokenKeyOrder {id: 'all'})
    SET o.lockedAtMs = timestamp()
    WITH o
    SET o.keys = coalesce(o.keys, []) + [key IN $batch.keys WHERE NOT key IN coalesce(o.keys, [])]
    RETURN o.keys AS keys`,
};

/** Idempotent. The first redirect of a token wins. */
export const storeRedirects: Statement = {
  name: 'graph.store-token-redirects',
  keepsPlan: true,
  text: `
    UNWIND $batch.tokens AS token
    MERGE (f:FormerToken {id: token.from})
      ON CREATE SET f.became = token.to, f.entity = token.entity, f.isMoved = false`,
};

/** One move at a time: concurrent moves would lock the same payments in different orders. */
export const lockMoves: Statement = {
  name: 'graph.lock-token-moves',
  keepsPlan: true,
  text: `
    MERGE (o:TokenKeyOrder {id: 'all'})
    SET o.lockedAtMs = timestamp()`,
};

// Sorted as the index is, so that LIMIT also bounds what is read.
const newestOf = (role: string) => `
      UNWIND $batch.tokens.account AS token
      UNWIND $batch.types AS type
      CALL (token, type) {
        MATCH (t:Transaction {${role}: token.from, type: type})
        USING INDEX SEEK t:Transaction(${role}, type, occurredAtMs)
        WHERE t.occurredAtMs IS NOT NULL
        RETURN t ORDER BY t.${role} DESC, t.type DESC, t.occurredAtMs DESC LIMIT $limit
      }
      RETURN '${role}' AS role, token.from AS from, token.to AS to, type, t.id AS id`;

const newestBy = (role: string) => `
      UNWIND $batch.tokens.${role} AS token
      CALL (token) {
        MATCH (t:Transaction {${role}: token.from})
        USING INDEX SEEK t:Transaction(${role}, occurredAtMs)
        WHERE t.occurredAtMs IS NOT NULL
        RETURN t ORDER BY t.${role} DESC, t.occurredAtMs DESC LIMIT $limit
      }
      RETURN '${role}' AS role, token.from AS from, token.to AS to, '' AS type, t.id AS id`;

/** The newest payments that still have former tokens. */
export const readMoves: Statement = {
  name: 'graph.read-token-moves',
  keepsPlan: true,
  text: `
    CALL () {${[newestOf('payerAccount'), newestOf('payeeAccount'), newestBy('card'), newestBy('device')].join('\n    UNION ALL')}
    }
    RETURN role, from, to, type, id`,
};

const moveAccount = (role: string, end: string) => `
    UNWIND $batch.moves AS move
    MATCH (t:Transaction {id: move.id})
    CALL (move) { MATCH (account:Account {id: move.to}) RETURN account }
    CALL (t) { MATCH ${end.replace('account', ':Account').replace('[:', '[r:')} DELETE r }
    SET t.${role} = move.to
    CREATE ${end}`;

const moveProperty = (role: string) => `
    UNWIND $batch.moves AS move
    MATCH (t:Transaction {id: move.id})
    SET t.${role} = move.to`;

/** By role. Idempotent under the lock: a payment has exactly one payer and one payee. */
export const movePayments = {
  payerAccount: {
    name: 'graph.move-payers',
    keepsPlan: true,
    text: moveAccount('payerAccount', '(account)-[:SENT]->(t)'),
  },
  payeeAccount: {
    name: 'graph.move-payees',
    keepsPlan: true,
    text: moveAccount('payeeAccount', '(t)-[:RECEIVED_BY]->(account)'),
  },
  card: { name: 'graph.move-cards', keepsPlan: true, text: moveProperty('card') },
  device: { name: 'graph.move-devices', keepsPlan: true, text: moveProperty('device') },
} satisfies Record<string, Statement>;

const moveUses = (entity: string, label: string, type: string, isUser: boolean) => `
      UNWIND $batch.tokens.${entity} AS token
      MATCH (old:${label} {id: token.from})
      CALL (token) { MATCH (new:${label} {id: token.to}) RETURN new }
      CALL (old, new) {
        MATCH ${isUser ? `(old)-[r:${type}]->(other)` : `(old)<-[r:${type}]-(other)`}
        WITH new, r, other LIMIT $limit
        MERGE ${isUser ? `(new)-[:${type}]->(other)` : `(new)<-[:${type}]-(other)`}
        DELETE r
        RETURN count(*) AS moved
      }
      RETURN token.from AS from, moved`;

/** Moves the relationships between accounts and the cards and devices that they have used. */
export const moveRelationships: Statement = {
  name: 'graph.move-uses',
  keepsPlan: true,
  text: `
    CALL () {${[
      moveUses('account', 'Account', 'USES_CARD', true),
      moveUses('account', 'Account', 'USES_DEVICE', true),
      moveUses('card', 'Card', 'USES_CARD', false),
      moveUses('device', 'Device', 'USES_DEVICE', false),
    ].join('\n    UNION ALL')}
    }
    RETURN from, moved`,
};

/** Marks redirects whose payments have all been moved. Late payments may still arrive under the former token. */
export const finishMoves: Statement = {
  name: 'graph.finish-token-moves',
  keepsPlan: true,
  text: `
    UNWIND $batch.ids AS id
    MATCH (f:FormerToken {id: id})
    SET f.isMoved = true`,
};
