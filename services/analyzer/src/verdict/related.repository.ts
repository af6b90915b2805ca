// Finds the transactions whose verdicts may miss a finding because a rule was skipped for another transaction: those that the
// skipped one is connected to by accounts, cards and devices, within the rule's window.
import { transactionRequest } from '@ringtrace/contracts';
import { int, type Statement, type TracedNeo4j } from '@ringtrace/traced-neo4j';
import type { SkippedRow } from '../rules/rule.runner.ts';

export interface Related {
  /** Transaction key. */
  id: string;
  /** Whether it has a verdict already. */
  judged: boolean;
}

/** A ring of six payments reaches from any of them to the others in three steps. */
const maxSteps = 3;
/** The newest ones, per account, role and type, per card and per device. As many as any rule looks at. */
const maxPerEntity = 50;
/** A rule is mostly skipped because there is much to look at. This must not become the next burden. */
const maxRelated = 1_000;

const newestOf = (role: string) => `
      UNWIND $batch.accounts AS id
      UNWIND $types AS type
      CALL (id, type) {
        MATCH (t:Transaction {${role}: id, type: type})
        USING INDEX SEEK t:Transaction(${role}, type, occurredAtMs)
        WHERE $earliest <= t.occurredAtMs <= $latest
        RETURN t ORDER BY t.${role} DESC, t.type DESC, t.occurredAtMs DESC LIMIT $limit
      }
      RETURN t`;

const newestBy = (entity: string) => `
      UNWIND $batch.${entity}s AS id
      CALL (id) {
        MATCH (t:Transaction {${entity}: id})
        USING INDEX SEEK t:Transaction(${entity}, occurredAtMs)
        WHERE $earliest <= t.occurredAtMs <= $latest
        RETURN t ORDER BY t.${entity} DESC, t.occurredAtMs DESC LIMIT $limit
      }
      RETURN t`;

export const readRelated: Statement = {
  name: 'graph.read-related',
  keepsPlan: true,
  text: `
    CALL () {${[newestOf('payerAccount'), newestOf('payeeAccount'), newestBy('card'), newestBy('device')].join('\n      UNION ALL')}
    }
    RETURN DISTINCT t.id AS id, t.judgedAtMs IS NOT NULL AS judged, t.payerAccount AS payerAccount,
           t.payeeAccount AS payeeAccount, t.card AS card, t.device AS device`,
};

type Parties = Record<'payerAccount' | 'payeeAccount' | 'card' | 'device', string | null>;

export class RelatedRepository {
  private readonly neo4j: TracedNeo4j;

  constructor(neo4j: TracedNeo4j) {
    this.neo4j = neo4j;
  }

  /** Without the skipped ones themselves. At most a thousand or so, the nearest first. */
  async relatedTo(skipped: readonly SkippedRow[]): Promise<Related[]> {
    if (skipped.length === 0) return [];
    const times = skipped.map(({ row }) => row.occurredAtMs.toNumber());
    const windowMs = Math.max(...skipped.map((each) => each.windowMs));
    const parameters = {
      earliest: int(Math.min(...times) - windowMs),
      latest: int(Math.max(...times) + windowMs),
      types: transactionRequest.shape.type.options,
      limit: int(maxPerEntity),
    };
    const found = new Map<string, Related>();
    const unseen = new Unseen();
    let steps: Parties[] = skipped.map(({ row }) => row);
    for (let step = 1; step <= maxSteps && steps.length > 0 && found.size < maxRelated; step += 1) {
      const batch = {
        accounts: unseen.of(
          'account',
          steps.flatMap((each) => [each.payerAccount, each.payeeAccount]),
        ),
        cards: unseen.of(
          'card',
          steps.map(({ card }) => card),
        ),
        devices: unseen.of(
          'device',
          steps.map(({ device }) => device),
        ),
      };
      const next = await this.neo4j.read<Related & Parties>(readRelated, { batch, ...parameters });
      steps = next.filter(({ id }) => !found.has(id));
      for (const { id, judged } of next) found.set(id, { id, judged });
    }
    for (const { row } of skipped) found.delete(row.id);
    return [...found.values()];
  }
}

/** The entities that no earlier step has looked at. */
class Unseen {
  private readonly seen = new Set<string>();

  of(kind: string, ids: (string | null)[]): string[] {
    const isNew = (id: string | null): id is string => id !== null && !this.seen.has(`${kind} ${id}`);
    const found = [...new Set(ids)].filter(isNew);
    for (const id of found) this.seen.add(`${kind} ${id}`);
    return found;
  }
}
