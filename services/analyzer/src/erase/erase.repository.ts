// Erasing on the graph, a bounded part at a time. Every step bears repetition, and a run that ends anywhere is gone on with
// by the next one for the same person.
import { Injectable } from '@nestjs/common';
import { int, type Statement, TracedNeo4j } from '@ringtrace/traced-neo4j';
import {
  countEntity,
  deleteEntity,
  deleteFinding,
  findCasesOfNobody,
  finishErasing,
  forgetAbout,
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
import {
  deleteEmptiedCards,
  deleteEmptiedDevices,
  deleteRedirects,
  readFormer,
} from './former-statements.ts';
import type { Entity } from './person.ts';
import type { FindingOnPayment, PaymentMeans } from './person-cases.ts';

/** Payments of one statement: some ten milliseconds of the database's time, and few locks. */
const most = 500;
/** What reads all of an entity. */
const longMs = 120_000;

/** A payment whose verdict is still to be withdrawn, or sent anew if it is not erased itself. */
export interface ErasingPayment extends PaymentMeans {
  /** Transaction key. */
  id: string;
  erased: boolean;
  findings: FindingOnPayment[];
}

export interface Member {
  /** Transaction key. */
  id: string;
  place: number;
  erased: boolean;
}

export interface Counts {
  entities: number;
  payments: number;
  /** Payments that an earlier run has unlinked and not finished. */
  begun: number;
}

@Injectable()
export class EraseRepository {
  private readonly neo4j: TracedNeo4j;

  constructor(neo4j: TracedNeo4j) {
    this.neo4j = neo4j;
  }

  /** With the tokens that these have replaced, oldest last: a key may be gone, and payments left under its tokens. */
  async withFormer(entities: readonly Entity[]): Promise<Entity[]> {
    const all = new Map(entities.map((entity) => [`${entity.label} ${entity.token}`, entity]));
    for (const entity of entities) {
      for (const token of await this.formerOf([entity.token]))
        all.set(`${entity.label} ${token}`, { label: entity.label, token });
    }
    return [...all.values()];
  }

  /** Unlinks some payments and returns how many; 0 when none is left. */
  async unlinkSome({ label, token }: Entity): Promise<number> {
    for (const statement of unlinkStatements[label]) {
      const done = await this.run(statement, { token });
      if (done > 0) return done;
    }
    return 0;
  }

  /** Some of what was unlinked and is not finished; none when all is. */
  readErasing({ label, token }: Entity): Promise<ErasingPayment[]> {
    return this.neo4j.read(readErasing[label], { token, most: int(most) });
  }

  async finish({ label, token }: Entity, ids: string[]): Promise<void> {
    await this.neo4j.write(finishErasing[label], { token, batch: { ids } });
  }

  /** Of these findings, the cases that are left without anyone they could be about. */
  async casesOfNobody(ids: string[]): Promise<string[]> {
    const rows = await this.neo4j.read<{ id: string }>(
      findCasesOfNobody,
      { batch: { ids } },
      { timeoutMs: longMs },
    );
    return rows.map(({ id }) => id);
  }

  /** Members that are not erased hang on the entity afterwards: their verdicts are to be sent anew. */
  async deleteFinding({ label, token }: Entity, finding: string): Promise<void> {
    while ((await this.run(deleteFinding[label], { batch: { rows: [{ token, finding }] } })) === most);
  }

  async forgetAbout(ids: string[]): Promise<void> {
    await this.neo4j.write(forgetAbout, { batch: { ids } });
  }

  /** All members of a finding, a page at a time. */
  async *members(finding: string): AsyncGenerator<Member[]> {
    let last: Pick<Member, 'id' | 'place'> | undefined = { id: '', place: Number.MIN_SAFE_INTEGER };
    while (last !== undefined) {
      const page: Member[] = await this.neo4j.read<Member>(pageMembers, {
        finding,
        place: int(last.place),
        after: last.id,
        most: int(most),
      });
      if (page.length > 0) yield page;
      last = page.length === most ? page.at(-1) : undefined;
    }
  }

  /** What an unlinked account has paid with; `shared` is what others' payments name too. */
  async readMeans(token: string): Promise<Record<'cards' | 'devices', { token: string; shared: boolean }[]>> {
    const [cards, devices] = await Promise.all(
      [readCards, readDevices].map((statement) =>
        this.neo4j.read<{ token: string; shared: boolean }>(statement, { token }, { timeoutMs: longMs }),
      ),
    );
    return { cards: cards ?? [], devices: devices ?? [] };
  }

  /** Takes cards and devices from an account, and deletes those that nobody else's payment names. */
  async releaseMeans(
    token: string,
  ): Promise<Record<'cards' | 'devices', { deleted: number; shared: number }>> {
    return {
      cards: await this.release(releaseCards, deleteEmptiedCards, token),
      devices: await this.release(releaseDevices, deleteEmptiedDevices, token),
    };
  }

  /** Whether it was there and is not any more. It stays where a payment has come in the meantime. */
  async deleteEntity({ label, token }: Entity): Promise<boolean> {
    if (label === 'Card') while ((await this.run(releaseUsersOfCard, { token })) > 0);
    if (label === 'Device') while ((await this.run(releaseUsersOfDevice, { token })) > 0);
    const [row] = await this.neo4j.write<{ done: number }>(deleteEntity[label], { token });
    await this.neo4j.write(deleteRedirects, { batch: { tokens: [token] } });
    return row?.done === 1;
  }

  async count({ label, token }: Entity): Promise<Counts> {
    const [row] = await this.neo4j.read<Counts>(countEntity[label], { token }, { timeoutMs: longMs });
    return row ?? { entities: 0, payments: 0, begun: 0 };
  }

  private async release(statement: Statement, deleteEmptied: Statement, token: string) {
    const sum = { deleted: 0, shared: 0 };
    for (;;) {
      const [row] = await this.neo4j.write<{ done: number; deleted: string[] }>(statement, {
        token,
        most: int(most),
      });
      const { done, deleted } = row ?? { done: 0, deleted: [] };
      if (done === 0) return sum;
      const tokens = await this.formerOf(deleted);
      if (tokens.length > 0) {
        await this.neo4j.write(deleteEmptied, { batch: { tokens } });
        await this.neo4j.write(deleteRedirects, { batch: { tokens } });
      }
      sum.deleted += deleted.length;
      sum.shared += done - deleted.length;
    }
  }

  /** All that led to these tokens, through any number of rotations. */
  private async formerOf(tokens: readonly string[]): Promise<string[]> {
    const found = new Set<string>();
    for (let last = [...tokens]; last.length > 0; ) {
      const rows = await this.neo4j.read<{ token: string }>(readFormer, { batch: { tokens: last } });
      last = rows.map(({ token }) => token).filter((token) => !found.has(token));
      for (const token of last) found.add(token);
    }
    return [...found];
  }

  private async run(statement: Statement, parameters: Record<string, unknown>): Promise<number> {
    const [row] = await this.neo4j.write<{ done: number }>(statement, { ...parameters, most: int(most) });
    return row?.done ?? 0;
  }
}
