// Erases on the graph, a bounded number of items per transaction. Every step is idempotent, so that a run for the same person can
// be repeated or resumed.
import { Injectable } from '@nestjs/common';
import { int, type Statement, TracedNeo4j } from '@ringtrace/traced-neo4j';
import {
  clearEvidence,
  countEntity,
  deleteEntity,
  deleteFinding,
  findEmptyCases,
  finishErasing,
  pageMembers,
  readCards,
  readDevices,
  readErasing,
  releaseCards,
  releaseDevices,
  releaseUsersOfCard,
  releaseUsersOfDevice,
  unlinkStatements,
} from './erase-statements.ts';
import type { Entity } from './person.ts';
import type { FindingOnPayment, PaymentInstruments } from './person-cases.ts';
import {
  deleteEmptiedCards,
  deleteEmptiedDevices,
  deleteRedirects,
  readReplacedTokens,
} from './redirect-statements.ts';

/** Items per statement: about ten milliseconds of the database's time, and few locks. */
const batchSize = 500;
/** For statements that read everything of an entity. */
const longTimeoutMs = 120_000;

/** A payment whose verdict has to be withdrawn, or republished if the payment itself is not erased. */
export interface ErasingPayment extends PaymentInstruments {
  /** Transaction key. */
  id: string;
  erased: boolean;
  findings: FindingOnPayment[];
}

export interface Member {
  /** Transaction key. */
  id: string;
  position: number;
  erased: boolean;
}

export interface EntityCounts {
  entities: number;
  payments: number;
  /** Payments that an earlier run unlinked but did not finish. */
  begun: number;
}

@Injectable()
export class EraseRepository {
  private readonly neo4j: TracedNeo4j;

  constructor(neo4j: TracedNeo4j) {
    this.neo4j = neo4j;
  }

  /** Adds the tokens that these have replaced: their key may be gone, while payments are left under them. */
  async withReplacedTokens(entities: readonly Entity[]): Promise<Entity[]> {
    const all = new Map(entities.map((entity) => [`${entity.label} ${entity.token}`, entity]));
    for (const entity of entities) {
      for (const token of await this.replacedTokens([entity.token]))
        all.set(`${entity.label} ${token}`, { label: entity.label, token });
    }
    return [...all.values()];
  }

  /** Unlinks one batch of payments and returns how many; 0 when none is left. */
  async unlinkBatch({ label, token }: Entity): Promise<number> {
    for (const statement of unlinkStatements[label]) {
      const done = await this.run(statement, { token });
      if (done > 0) return done;
    }
    return 0;
  }

  /** One batch of unlinked payments that are not finished; empty when all are. */
  readErasing({ label, token }: Entity): Promise<ErasingPayment[]> {
    return this.neo4j.read(readErasing[label], { token, limit: int(batchSize) });
  }

  async finish({ label, token }: Entity, ids: string[]): Promise<void> {
    await this.neo4j.write(finishErasing[label], { token, batch: { ids } });
  }

  /** Which of these findings are cases with nobody left whom they could be about. */
  async findEmptyCases(ids: string[]): Promise<string[]> {
    const rows = await this.neo4j.read<{ id: string }>(
      findEmptyCases,
      { batch: { ids } },
      { timeoutMs: longTimeoutMs },
    );
    return rows.map(({ id }) => id);
  }

  /** Members that are not erased become ERASING payments of the entity: their verdicts have to be republished. */
  async deleteFinding({ label, token }: Entity, finding: string): Promise<void> {
    const rows = [{ token, finding }];
    while ((await this.run(deleteFinding[label], { batch: { rows } })) === batchSize);
  }

  async clearEvidence(ids: string[]): Promise<void> {
    await this.neo4j.write(clearEvidence, { batch: { ids } });
  }

  /** All members of a finding, in pages. */
  async *members(finding: string): AsyncGenerator<Member[]> {
    let last: Pick<Member, 'id' | 'position'> | undefined = { id: '', position: Number.MIN_SAFE_INTEGER };
    while (last !== undefined) {
      const page: Member[] = await this.neo4j.read<Member>(pageMembers, {
        finding,
        position: int(last.position),
        after: last.id,
        limit: int(batchSize),
      });
      if (page.length > 0) yield page;
      last = page.length === batchSize ? page.at(-1) : undefined;
    }
  }

  /** Cards and devices of an unlinked account; `shared` if others' payments name them too. */
  async readInstruments(
    token: string,
  ): Promise<Record<'cards' | 'devices', { token: string; shared: boolean }[]>> {
    const [cards, devices] = await Promise.all(
      [readCards, readDevices].map((statement) =>
        this.neo4j.read<{ token: string; shared: boolean }>(
          statement,
          { token },
          { timeoutMs: longTimeoutMs },
        ),
      ),
    );
    return { cards: cards ?? [], devices: devices ?? [] };
  }

  /** Unlinks an account's cards and devices, and deletes those that no other payment names. */
  async releaseInstruments(
    token: string,
  ): Promise<Record<'cards' | 'devices', { deleted: number; shared: number }>> {
    return {
      cards: await this.release(releaseCards, deleteEmptiedCards, token),
      devices: await this.release(releaseDevices, deleteEmptiedDevices, token),
    };
  }

  /** Returns whether the entity was there and is deleted. It stays if a payment arrived in the meantime. */
  async deleteEntity({ label, token }: Entity): Promise<boolean> {
    if (label === 'Card') while ((await this.run(releaseUsersOfCard, { token })) > 0);
    if (label === 'Device') while ((await this.run(releaseUsersOfDevice, { token })) > 0);
    const [row] = await this.neo4j.write<{ done: number }>(deleteEntity[label], { token });
    await this.neo4j.write(deleteRedirects, { batch: { tokens: [token] } });
    return row?.done === 1;
  }

  async count({ label, token }: Entity): Promise<EntityCounts> {
    const [row] = await this.neo4j.read<EntityCounts>(
      countEntity[label],
      { token },
      { timeoutMs: longTimeoutMs },
    );
    return row ?? { entities: 0, payments: 0, begun: 0 };
  }

  private async release(statement: Statement, deleteEmptied: Statement, token: string) {
    const sum = { deleted: 0, shared: 0 };
    for (;;) {
      const [row] = await this.neo4j.write<{ done: number; deleted: string[] }>(statement, {
        token,
        limit: int(batchSize),
      });
      const { done, deleted } = row ?? { done: 0, deleted: [] };
      if (done === 0) return sum;
      const tokens = await this.replacedTokens(deleted);
      if (tokens.length > 0) {
        await this.neo4j.write(deleteEmptied, { batch: { tokens } });
        await this.neo4j.write(deleteRedirects, { batch: { tokens } });
      }
      sum.deleted += deleted.length;
      sum.shared += done - deleted.length;
    }
  }

  /** Every token that redirects to these, through any number of key rotations. */
  private async replacedTokens(tokens: readonly string[]): Promise<string[]> {
    const found = new Set<string>();
    for (let last = [...tokens]; last.length > 0; ) {
      const rows = await this.neo4j.read<{ token: string }>(readReplacedTokens, { batch: { tokens: last } });
      last = rows.map(({ token }) => token).filter((token) => !found.has(token));
      for (const token of last) found.add(token);
    }
    return [...found];
  }

  private async run(statement: Statement, parameters: Record<string, unknown>): Promise<number> {
    const [row] = await this.neo4j.write<{ done: number }>(statement, {
      ...parameters,
      limit: int(batchSize),
    });
    return row?.done ?? 0;
  }
}
