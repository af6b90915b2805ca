// The simulated graph: answers the named statements of the analyzer's repositories, each as one transaction. It has the
// uniqueness constraint of the real one, and two rules: payments with one card are a case, two with one device a pattern.

import type { Statement, TracedNeo4j } from '@ringtrace/traced-neo4j';
import { classifyNeo4jError } from '../../libs/traced-neo4j/src/error-class.ts';
import { GraphError } from '../../libs/traced-neo4j/src/neo4j-errors.ts';
import type { TransactionRow } from '../../services/analyzer/src/graph/write-transactions.ts';
import type { Rule, RuleHit } from '../../services/analyzer/src/rules/rule.ts';
import type { Process } from './clock.ts';
import { isBad, isOdd } from './payments.ts';
import type { World } from './world.ts';

interface StoredFinding {
  properties: Record<string, unknown> & {
    score: { toNumber(): number };
    ruleVersion: { toNumber(): number };
  };
  members: Set<string>;
}

interface Batch {
  rows: (TransactionRow & { own?: boolean })[];
  ids: string[];
  findings: { id: string; properties: StoredFinding['properties'] }[];
  links: { findingId: string; member: string }[];
}

const rule = (id: string, score: number, need: 'card' | 'device'): Rule => ({
  id,
  version: 1,
  mode: 'live',
  score,
  needs: [need],
  types: [],
  parameters: {},
  cypher: '',
});
export const rules = [rule('same-card', 50, 'card'), rule('same-device', 30, 'device')];

/** What is wrong with the database as a whole. `refuses`: it calls every statement wrong, as something else than Neo4j may. */
export type GraphState = 'up' | 'down' | 'refuses' | 'cramped';

export class Graph {
  readonly payments = new Map<string, { row: TransactionRow; isJudged: boolean }>();
  readonly findings = new Map<string, StoredFinding>();
  state: GraphState = 'up';
  private readonly world: World;
  /** Statements under way are forgotten when it dies. */
  private epoch = 0;

  constructor(world: World) {
    this.world = world;
  }

  die(): void {
    this.state = 'down';
    this.epoch++;
  }

  /** As the repositories of one process see it. */
  openFor(process: Process): TracedNeo4j {
    const runner =
      (isRolledBack: boolean) =>
      ({ name }: Statement, { batch }: { batch?: unknown } = {}) =>
        this.request(process, name, () => this.execute(name, (batch ?? {}) as Batch, isRolledBack));
    return {
      read: runner(false),
      write: runner(false),
      transaction: (_mode: string, work: (transaction: unknown) => Promise<unknown>) =>
        work({ run: runner(true) }),
    } as unknown as TracedNeo4j;
  }

  runRule(process: Process, { id }: Rule, rows: TransactionRow[]): Promise<RuleHit[]> {
    return this.request(process, `rule.${id}`, () => {
      this.refuse(`rule.${id}`, []);
      return rows.flatMap((row) => (id === 'same-card' ? this.sameCard(row) : this.sameDevice(row)));
    });
  }

  private request<T>(process: Process, what: string, effect: () => T): Promise<T> {
    const { epoch } = this;
    const failure = () => graphError('ServiceUnavailable', what);
    return this.world.request(process, {
      kind: 'graph',
      what,
      timeoutMs: 10_000,
      failure,
      effect: () => {
        if (this.epoch !== epoch) throw failure();
        return effect();
      },
    });
  }

  private sameCard({ id, card }: TransactionRow): RuleHit[] {
    const members = this.idsWith((row) => row.card === card);
    return members.length < 2 ? [] : [{ transactionId: id, members, key: `card ${card}`, truncated: false }];
  }

  private sameDevice({ id, device }: TransactionRow): RuleHit[] {
    const others = this.idsWith((row) => row.device === device && row.id !== id);
    return others.map((other) => ({ transactionId: id, members: [other, id].sort(), truncated: false }));
  }

  private idsWith(matches: (row: TransactionRow) => boolean): string[] {
    return [...this.payments.values()].filter(({ row }) => matches(row)).map(({ row }) => row.id);
  }

  private refuse(name: string, rows: { id: string }[]): void {
    if (this.state === 'down') throw graphError('Neo.TransientError.General.DatabaseUnavailable', name);
    if (this.state === 'refuses') throw graphError('Neo.ClientError.Statement.SyntaxError', name);
    if (this.state === 'cramped' && rows.length > 2)
      throw graphError('Neo.TransientError.General.MemoryPoolOutOfMemoryError', name);
    if (rows.some(({ id }) => isBad(id)))
      throw graphError('Neo.DatabaseError.Statement.ExecutionFailed', name);
    if (rows.some(({ id }) => isOdd(id))) throw new Error('an error that nobody has heard of');
  }

  private execute(name: string, batch: Batch, isRolledBack: boolean): unknown[] {
    this.refuse(name, batch.rows ?? []);
    switch (name) {
      case 'graph.read-known':
        return batch.rows.flatMap(({ id, contentHash }) => {
          const known = this.payments.get(id);
          if (known === undefined) return [];
          const same = known.row.contentHash === contentHash;
          return [{ id, same, judged: known.isJudged, erased: false, foreign: false }];
        });
      case 'graph.write-entities':
        return [];
      case 'graph.write-transactions':
        return isRolledBack ? [{ written: batch.rows.length }] : this.create(name, batch.rows);
      case 'graph.order-token-keys':
        return [{ keys: [] }];
      case 'graph.count-replaced-tokens':
        return [{ count: 0 }];
      case 'graph.store-findings':
        for (const { id, properties } of batch.findings)
          if (!this.findings.has(id)) this.findings.set(id, { properties, members: new Set() });
        return [];
      case 'graph.store-members':
        for (const { findingId, member } of batch.links)
          if (this.payments.has(member)) this.findings.get(findingId)?.members.add(member);
        return [];
      case 'graph.judge-transactions':
        return batch.rows.flatMap(({ id, own }) => this.judge(id, own === true));
      case 'graph.read-judgements':
        return batch.ids.flatMap((id) => this.judgement(id));
      case 'graph.read-findings':
        return batch.ids.flatMap((id) => this.findingRow(id));
      default:
        throw new Error(`${name} is not simulated`);
    }
  }

  private create(name: string, rows: TransactionRow[]) {
    if (rows.some(({ id }) => this.payments.has(id)))
      throw graphError('Neo.ClientError.Schema.ConstraintValidationFailed', name);
    for (const row of rows) this.payments.set(row.id, { row, isJudged: false });
    return [{ written: rows.length }];
  }

  private judge(id: string, isOwn: boolean) {
    const payment = this.payments.get(id);
    if (payment === undefined) return [];
    payment.isJudged ||= isOwn;
    return this.judgement(id);
  }

  private judgement(id: string) {
    const payment = this.payments.get(id);
    if (payment === undefined) return [];
    const findings = this.findingsOf(id).map((finding) => ({ id: finding, truncated: false }));
    return [{ id, judged: payment.isJudged, erased: false, truncated: false, findings }];
  }

  findingsOf(id: string): string[] {
    return [...this.findings].filter(([, { members }]) => members.has(id)).map(([finding]) => finding);
  }

  private findingRow(id: string) {
    const found = this.findings.get(id);
    if (found === undefined) return [];
    const { properties, members } = found;
    const finding = {
      ...properties,
      id,
      score: properties.score.toNumber(),
      ruleVersion: properties.ruleVersion.toNumber(),
    };
    return [{ finding, payments: [...members].map((member) => ({ id: member })) }];
  }
}

function graphError(code: string, statement: string): GraphError {
  const cause = Object.assign(new Error(code), { name: 'Neo4jError', code });
  return new GraphError(code, classifyNeo4jError(cause) ?? 'transient', statement, { cause });
}
