// What must hold in every history. Watches the simulated servers while it runs, and compares at the end.
import { type Decision, topics, type Verdict } from '@ringtrace/contracts';
import type { KafkaRecord } from '../../libs/traced-kafka/src/client/kafka-port.ts';
import { deadLetterHeaders } from '../../libs/traced-kafka/src/consume/dead-letter.ts';
import { violationsOf } from '../faults/oracle.ts';
import type { Servers } from './analyzer.ts';
import { isBad, isOdd } from './payments.ts';
import { markHeader } from './world.ts';

/** What the sender was told of a payment. */
export type Told = 'accepted' | 'unknown' | 'refused';

interface Published {
  best: { revision: number; decision: Decision };
  lastRevision: number;
  /** Its sender no longer waited for it when it was stored. */
  isLastOrphaned: boolean;
}

const isGood = (id: string) => id.startsWith('p');
const positionOf = (partition: number, offset: string | number) => `${partition}/${offset}`;

export class Oracle {
  private readonly servers: Servers;
  private readonly verdicts = new Map<string, Published>();
  /** Positions of records that became dead letters. */
  private readonly deadPositions = new Set<string>();
  private readonly deadIds = new Set<string>();

  constructor(servers: Servers) {
    this.servers = servers;
    servers.broker.onAppend = (record) => this.appended(record);
    servers.broker.onCommit = (partition, from, to) => this.committed(partition, from, to);
  }

  /** Everything on the topic is committed. */
  isCaughtUp(): boolean {
    const { broker } = this.servers;
    return this.partitions().every(({ length }, partition) => broker.committed[partition] === length);
  }

  /** Partitions where only good payments are: these wait for no dead letter. */
  checkOthersWentOn(): void {
    for (const log of this.partitions())
      if (log.every((record) => isGood(idOf(record))) && !log.every((record) => this.isEnded(record)))
        this.violated('a partition waits although only others have records that cannot pass');
  }

  /**
   * @param allTold by payment, for each time it was sent
   * @returns the payments whose last verdict is not their best: a known gap if nobody waited for it any more, see docs/reliability.md
   */
  finish(allTold: ReadonlyMap<string, Told[]>): string[] {
    const { graph } = this.servers;
    const best = (each: Told[]) =>
      (['accepted', 'unknown'] as const).find((what) => each.includes(what)) ?? 'refused';
    const told = new Map([...allTold].map(([id, each]) => [id, best(each)]));
    if (!this.isCaughtUp()) this.violated('the topic is not worked off in time after the last fault');
    const idsTold = (what: Told) =>
      new Set([...told].filter(([id, each]) => each === what && isGood(id)).map(([id]) => id));
    const decisions = new Map([...this.verdicts].map(([id, { best }]) => [id, best.decision]));
    const found = violationsOf({
      accepted: idsTold('accepted'),
      unknown: idsTold('unknown'),
      decisions,
      deadLetters: new Set([...this.deadIds].filter(isGood)),
      expected: new Map([...decisions.keys()].map((id) => [id, this.expected(id).decision])),
      stored: new Map([...graph.payments.keys()].map((id) => [id, 1])),
    });
    for (const violation of found) this.violated(violation);
    for (const [id, what] of told)
      if (what === 'accepted' && !isGood(id) && !this.deadIds.has(id))
        this.violated(`${id} is no dead letter`);
    for (const record of this.partitions().flat())
      if (told.get(idOf(record)) === 'refused')
        this.violated(`${idOf(record)} was refused, but is on the topic`);
    for (const [id, { best }] of this.verdicts) {
      const { revision } = this.expected(id);
      if (best.revision !== revision)
        this.violated(`the best verdict of ${id} is revision ${best.revision}, and should be ${revision}`);
    }
    const stale = [...this.verdicts].filter(([, { best, lastRevision }]) => lastRevision < best.revision);
    for (const [id, { isLastOrphaned }] of stale)
      if (!isLastOrphaned) this.violated(`the last verdict of ${id} is older than its best`);
    return stale.map(([id]) => id);
  }

  private partitions(): KafkaRecord[][] {
    return this.servers.broker.partitionsOf(topics.transactions);
  }

  private appended({ topic, key, value, headers }: KafkaRecord): void {
    const { world } = this.servers;
    if (topic === topics.deadLetters) {
      const [from, offset] = [
        headers[deadLetterHeaders.originalPartition],
        headers[deadLetterHeaders.originalOffset],
      ];
      this.deadPositions.add(positionOf(Number(from), String(offset)));
      this.deadIds.add(String(key));
      world.trace(() => `broker: dead letter of ${from}/${offset}: ${headers[deadLetterHeaders.reason]}`);
    }
    if (topic !== topics.verdicts) return;
    const { transactionId, revision, decision } = JSON.parse(String(value)) as Verdict;
    world.trace(() => `broker: verdict of ${transactionId}: revision ${revision}, ${decision}`);
    const known = this.verdicts.get(transactionId);
    const best = known && known.best.revision >= revision ? known.best : { revision, decision };
    const isLastOrphaned = !world.marks.isWaitedFor(String(headers[markHeader]));
    this.verdicts.set(transactionId, { best, lastRevision: revision, isLastOrphaned });
  }

  private committed(partition: number, from: number, to: number): void {
    const log = this.partitions()[partition] ?? [];
    const early = log.slice(from, to).find((record) => !this.isEnded(record));
    if (to > log.length) this.violated('committed beyond the end');
    if (early) this.violated(`committed past ${positionOf(partition, early.offset)} before it was done`);
  }

  private isEnded(record: KafkaRecord): boolean {
    if (this.deadPositions.has(positionOf(record.partition, record.offset))) return true;
    return isGood(idOf(record)) && this.verdicts.has(idOf(record));
  }

  /** By the two rules of graph.ts, from what is stored. */
  private expected(id: string): { revision: number; decision: Decision } {
    const { payments } = this.servers.graph;
    const own = payments.get(id)?.row;
    const rows = [...payments.values()].map(({ row }) => row).filter((row) => row.id !== id);
    const isOnCard = own?.card != null && rows.some(({ card }) => card === own.card);
    const pairs = own?.device == null ? 0 : rows.filter(({ device }) => device === own.device).length;
    return { revision: 1 + (isOnCard ? 1 : 0) + pairs, decision: isOnCard ? 'review' : 'approve' };
  }

  private violated(what: string): void {
    this.servers.world.trace(() => `VIOLATION: ${what}`);
    this.servers.world.violated(what);
  }
}

function idOf({ key, value }: KafkaRecord): string {
  const id = String(key);
  const isPayment = isGood(id) || isBad(id) || isOdd(id);
  return isPayment && value !== null ? id : 'unreadable';
}
