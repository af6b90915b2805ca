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
    await this.neo4j.write(finishErasing[label], { token, slice: { ids } });
  }

  /** Of these findings, the cases that are left without anyone they could be about. */
  async casesOfNobody(ids: string[]): Promise<string[]> {
    const rows = await this.neo4j.read<{ id: string }>(
      findCasesOfNobody,
      { slice: { ids } },
      { timeoutMs: longMs },
    );
    return rows.map(({ id }) => id);
  }

  /** Members that are not erased hang on the entity afterwards: their verdicts are to be sent anew. */
  async deleteFinding({ label, token }: Entity, finding: string): Promise<void> {
    while ((await this.run(deleteFinding[label], { slice: { rows: [{ token, finding }] } })) === most);
  }

  async forgetAbout(ids: string[]): Promise<void> {
    await this.neo4j.write(forgetAbout, { slice: { ids } });
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
    const [cards, devices] = [
      await this.release(releaseCards, token),
      await this.release(releaseDevices, token),
    ];
    return { cards, devices };
  }

  /** Whether it was there and is not any more. It stays where a payment has come in the meantime. */
  async deleteEntity({ label, token }: Entity): Promise<boolean> {
    if (label === 'Card') while ((await this.run(releaseUsersOfCard, { token })) > 0);
    if (label === 'Device') while ((await this.run(releaseUsersOfDevice, { token })) > 0);
    const [row] = await this.neo4j.write<{ done: number }>(deleteEntity[label], { token });
    return row?.done === 1;
  }

  async count({ label, token }: Entity): Promise<Counts> {
    const [row] = await this.neo4j.read<Counts>(countEntity[label], { token }, { timeoutMs: longMs });
    return row ?? { entities: 0, payments: 0, begun: 0 };
  }

  private async release(statement: Statement, token: string) {
    const sum = { deleted: 0, shared: 0 };
    for (;;) {
      const [row] = await this.neo4j.write<{ done: number; shared: number }>(statement, {
        token,
        most: int(most),
      });
      const { done, shared } = row ?? { done: 0, shared: 0 };
      if (done === 0) return sum;
      sum.deleted += done - shared;
      sum.shared += shared;
    }
  }

  private async run(statement: Statement, parameters: Record<string, unknown>): Promise<number> {
    const [row] = await this.neo4j.write<{ done: number }>(statement, { ...parameters, most: int(most) });
    return row?.done ?? 0;
  }
}
