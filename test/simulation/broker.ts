// The simulated broker's side: topics, and the consumer group with its members, generations and committed offsets. Everything
// here takes effect at once; world.ts decides when and whether a request arrives.
import type {
  KafkaRecord,
  OutgoingRecord,
  RecordMetadata,
} from '../../libs/traced-kafka/src/client/kafka-port.ts';
import { RecordRefusedError, type RefusalReason } from '../../libs/traced-kafka/src/errors.ts';
import { startWallMs } from './clock.ts';
import type { World } from './world.ts';

const maxMessageBytes = 1_048_588;

/** With the `type` of Kafka's protocol. */
export class GroupError extends Error {
  readonly type: 'REBALANCE_IN_PROGRESS' | 'UNKNOWN_MEMBER_ID' | 'ILLEGAL_GENERATION';

  constructor(type: GroupError['type']) {
    super(type);
    this.type = type;
  }
}

export interface Membership {
  member: string;
  generation: number;
  partitions: number[];
}

interface Member {
  lastSeenMs: number;
  joining: PromiseWithResolvers<Membership> | undefined;
}

const rebalanceTimeoutMs = 60_000;

export class Broker {
  /** By topic, then partition. */
  readonly logs = new Map<string, KafkaRecord[][]>();
  /** Topics that are not there. */
  readonly missing = new Set<string>();
  readonly committed: number[];
  onAppend: (record: KafkaRecord) => void = () => undefined;
  onCommit: (partition: number, from: number, to: number) => void = () => undefined;
  private readonly world: World;
  private readonly members = new Map<string, Member>();
  private readonly sessionTimeoutMs = 15_000;
  private readonly consumed: string;
  private generation = 0;
  private rebalancingSinceMs: number | undefined;
  private nextMember = 1;
  private waitingFetches: (() => void)[] = [];

  /** @param consumed the topic that the group reads */
  constructor(world: World, consumed: string, partitions: Record<string, number>) {
    this.world = world;
    this.consumed = consumed;
    for (const [topic, count] of Object.entries(partitions))
      this.logs.set(
        topic,
        Array.from({ length: count }, () => []),
      );
    this.committed = this.partitionsOf(consumed).map(() => 0);
  }

  partitionsOf(topic: string): KafkaRecord[][] {
    return this.logs.get(topic) ?? [];
  }

  /** All or none, as a broker answers a request for one partition. */
  append(records: OutgoingRecord[]): RecordMetadata[] {
    const [first] = records;
    if (first === undefined) return [];
    if (this.missing.has(first.topic))
      throw refusal('unknown-topic', `${first.topic} does not exist`, 'UNKNOWN_TOPIC_OR_PARTITION');
    if (records.some(({ value }) => Buffer.byteLength(value ?? '') > maxMessageBytes))
      throw refusal('too-large', 'a record is too large', 'MESSAGE_TOO_LARGE');
    return records.map((record) => this.write(record));
  }

  /** Without checks: a foreign producer may have compressed a record that is too large. */
  write({ topic, key, value, headers }: OutgoingRecord): RecordMetadata {
    const partitions = this.partitionsOf(topic);
    const partition =
      key === null ? 0 : [...key.toString()].reduce((sum, c) => sum + c.charCodeAt(0), 0) % partitions.length;
    const log = partitions[partition] as KafkaRecord[];
    const record = {
      topic,
      partition,
      offset: String(log.length),
      timestampMs: startWallMs + Math.floor(this.world.clock.nowMs),
      key: key === null ? null : Buffer.from(key),
      value: value === null ? null : typeof value === 'string' ? Buffer.from(value) : value,
      headers,
    };
    log.push(record);
    this.onAppend(record);
    for (const wake of this.waitingFetches.splice(0)) wake();
    return { topic, partition, offset: record.offset };
  }

  /** Long poll: waits for a record at most `maxWaitMs`. */
  async fetch(
    positions: Map<number, number>,
    maxRecords: number,
    maxWaitMs: number,
  ): Promise<KafkaRecord[][]> {
    const read = () =>
      [...positions]
        .map(
          ([partition, from]) =>
            this.partitionsOf(this.consumed)[partition]?.slice(from, from + maxRecords) ?? [],
        )
        .filter((records) => records.length > 0);
    if (read().length === 0)
      await new Promise<void>((resolve) => {
        this.waitingFetches.push(resolve);
        this.world.clock.schedule(maxWaitMs, resolve);
      });
    return read();
  }

  /** Resolves when all members have joined, or have been too slow. */
  join(known: string | undefined): Promise<Membership> {
    const id = known !== undefined && this.members.has(known) ? known : `m${this.nextMember++}`;
    const joining = Promise.withResolvers<Membership>();
    this.members.set(id, { lastSeenMs: this.world.clock.nowMs, joining });
    this.beginRebalance();
    this.watch(id);
    return joining.promise;
  }

  leave(id: string | undefined): void {
    if (id !== undefined && this.members.delete(id)) this.beginRebalance();
  }

  heartbeat({ member, generation }: Membership): void {
    this.checkMember(member, generation);
    if (this.rebalancingSinceMs !== undefined) throw new GroupError('REBALANCE_IN_PROGRESS');
  }

  commit({ member, generation }: Membership, offsets: Map<number, number>): void {
    this.checkMember(member, generation);
    for (const [partition, offset] of offsets) {
      this.onCommit(partition, this.committed[partition] ?? 0, offset);
      this.committed[partition] = offset;
    }
  }

  private checkMember(id: string, generation: number): void {
    const member = this.members.get(id);
    if (member === undefined) throw new GroupError('UNKNOWN_MEMBER_ID');
    member.lastSeenMs = this.world.clock.nowMs;
    if (generation !== this.generation) throw new GroupError('ILLEGAL_GENERATION');
  }

  private watch(id: string): void {
    this.world.clock.schedule(this.sessionTimeoutMs, () => {
      const member = this.members.get(id);
      if (member === undefined) return;
      const isSilent = this.world.clock.nowMs - member.lastSeenMs >= this.sessionTimeoutMs;
      if (!isSilent || member.joining) return this.watch(id);
      this.world.trace(() => `broker: member ${id} expired`);
      this.leave(id);
    });
  }

  private beginRebalance(): void {
    if (this.rebalancingSinceMs === undefined) {
      this.rebalancingSinceMs = this.world.clock.nowMs;
      const generation = this.generation;
      this.world.clock.schedule(rebalanceTimeoutMs, () => {
        if (this.generation !== generation) return;
        for (const [id, { joining }] of this.members) if (!joining) this.members.delete(id);
        this.endRebalance();
      });
    }
    // A little later: others may be about to join.
    this.world.clock.schedule(100, () => {
      if (this.rebalancingSinceMs !== undefined && [...this.members.values()].every(({ joining }) => joining))
        this.endRebalance();
    });
  }

  private endRebalance(): void {
    this.rebalancingSinceMs = undefined;
    this.generation++;
    const ids = [...this.members.keys()].sort();
    for (const [index, id] of ids.entries()) {
      const member = this.members.get(id) as Member;
      const partitions = this.committed
        .map((_, partition) => partition)
        .filter((p) => p % ids.length === index);
      member.lastSeenMs = this.world.clock.nowMs;
      const membership = { member: id, generation: this.generation, partitions };
      this.world.trace(() => `broker: generation ${this.generation}, ${id} gets ${membership.partitions}`);
      member.joining?.resolve(membership);
      member.joining = undefined;
    }
  }
}

function refusal(reason: RefusalReason, message: string, type: string): RecordRefusedError {
  return new RecordRefusedError(reason, message, { cause: Object.assign(new Error(message), { type }) });
}
