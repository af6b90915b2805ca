// The simulated consumer, request by request. Of kafkajs it keeps what matters here: a fetch goes on once all of its chunks have
// settled, offsets are committed after each chunk, a failed heartbeat rejects into the chunk, and errors other than the group's
// are the end of a consumer.
import type {
  ConsumerPort,
  ConsumerSettings,
  ConsumerState,
  KafkaRecord,
  PartitionChunk,
} from '../../libs/traced-kafka/src/client/kafka-port.ts';
import { type Broker, GroupError, type Membership } from './broker.ts';
import type { Process } from './clock.ts';
import { connectionLost, type RequestKind, requestTimeoutMs, type World } from './world.ts';

/** Each of them answers for a part of the partitions, and has its own loop of fetches. */
const leaders = [0, 1];

/** One process, and what it talks to. */
export interface Seat {
  world: World;
  broker: Broker;
  process: Process;
}

type OnState = (state: ConsumerState, reason?: string) => void;

export class Consumer implements ConsumerPort {
  private readonly at: Seat;
  private readonly settings: ConsumerSettings;
  private readonly onState: OnState;
  private onChunk: (chunk: PartitionChunk) => Promise<void> = async () => undefined;
  private membership: Membership | undefined;
  private positions = new Map<number, number>();
  private commits = new Map<number, number>();
  private readonly paused = new Set<number>();
  private lastRequestMs = 0;
  private beating: Promise<void> | undefined;
  private committing = Promise.resolve();
  private isRunning = true;
  private hasFailed = false;
  private loop: Promise<void> | undefined;

  constructor(at: Seat, settings: ConsumerSettings, onState: OnState) {
    this.at = at;
    this.settings = settings;
    this.onState = onState;
  }

  async run(_topics: string[], onChunk: Consumer['onChunk']): Promise<void> {
    this.onChunk = onChunk;
    this.onState('connecting');
    await this.join();
    this.loop = this.keepFetching();
  }

  async stop(): Promise<void> {
    this.isRunning = false;
    await this.loop;
    const id = this.membership?.member;
    this.membership = undefined;
    await this.request('join', 'leaves', (broker) => broker.leave(id)).catch(() => undefined);
  }

  private request<T>(
    kind: RequestKind,
    what: string,
    effect: (broker: Broker) => T | Promise<T>,
    timeoutMs = requestTimeoutMs,
  ) {
    const { world, broker, process } = this.at;
    return world.request<T>(process, {
      kind,
      what,
      timeoutMs,
      failure: connectionLost,
      effect: () => effect(broker),
    });
  }

  private async join(): Promise<void> {
    const id = this.membership?.member;
    const joined = await this.request('join', 'joins', (broker) => broker.join(id), 70_000);
    this.membership = joined;
    this.commits = await this.request(
      'fetch',
      'reads its offsets',
      ({ committed }) => new Map(joined.partitions.map((p) => [p, committed[p] ?? 0])),
    );
    this.positions = new Map(this.commits);
    this.lastRequestMs = this.at.world.clock.nowMs;
    this.onState('joined');
  }

  private async keepFetching(): Promise<void> {
    try {
      while (this.isRunning) {
        this.hasFailed = false;
        const outcomes = await Promise.allSettled(leaders.map((leader) => this.fetchFrom(leader)));
        const failed = outcomes.find((outcome) => outcome.status === 'rejected');
        if (failed === undefined) continue;
        const { reason } = failed;
        if (!(reason instanceof GroupError)) throw reason;
        this.at.world.trace(() => `${this.at.process.name} rejoins: ${reason.type}`);
        this.onState('rebalancing');
        if (reason.type === 'UNKNOWN_MEMBER_ID') this.membership = undefined;
        await this.join();
      }
    } catch (error) {
      this.isRunning = false;
      this.at.world.trace(() => `${this.at.process.name} consumer crashes: ${error}`);
      this.onState('crashed', String(error));
    }
  }

  private async fetchFrom(leader: number): Promise<void> {
    while (this.isRunning && !this.hasFailed) {
      const isActive = (p: number) => p % leaders.length === leader && !this.paused.has(p);
      const positions = new Map([...this.positions].filter(([partition]) => isActive(partition)));
      const maxRecords = this.at.world.random.integer(1, 12);
      const fetched = await this.request('fetch', 'fetches', (broker) =>
        broker.fetch(positions, maxRecords, this.settings.maxWaitMs),
      ).catch((error) => this.fail(error));
      if (fetched.length === 0) await this.heartbeat().catch((error) => this.fail(error));
      const chunks = fetched.map((records) => this.handle(records));
      const failed = (await Promise.allSettled(chunks)).find((outcome) => outcome.status === 'rejected');
      if (failed) this.fail(failed.reason);
    }
  }

  private fail(error: unknown): never {
    this.hasFailed = true;
    throw error;
  }

  private async handle(records: KafkaRecord[]): Promise<void> {
    const [{ topic, partition, offset: first }] = records as [KafkaRecord];
    if (!this.isRunning) return;
    this.at.world.trace(
      () => `${this.at.process.name} gets ${partition}/${first} to ${records.at(-1)?.offset}`,
    );
    const chunk: PartitionChunk = {
      topic,
      partition,
      records,
      lag: 0,
      resolve: (offset) => this.positions.set(partition, Number(offset) + 1),
      pause: () => {
        this.paused.add(partition);
        return () => this.paused.delete(partition);
      },
      heartbeat: () => this.heartbeat(),
      isAbandoned: () => !this.isRunning,
    };
    try {
      await this.onChunk(chunk);
    } finally {
      await this.commit();
    }
    await this.heartbeat();
  }

  private heartbeat(): Promise<void> {
    const isDue = this.at.world.clock.nowMs >= this.lastRequestMs + this.settings.heartbeatIntervalMs;
    if (!isDue || this.membership === undefined) return this.beating ?? Promise.resolve();
    this.beating ??= this.beat(this.membership).finally(() => {
      this.beating = undefined;
    });
    return this.beating;
  }

  private async beat(membership: Membership): Promise<void> {
    try {
      await this.request('heartbeat', 'beats', (broker) => broker.heartbeat(membership));
      this.lastRequestMs = this.at.world.clock.nowMs;
    } catch (error) {
      if (error instanceof GroupError && error.type === 'REBALANCE_IN_PROGRESS') await this.commit();
      throw error;
    }
  }

  /** One after the other, as on one connection. */
  private commit(): Promise<void> {
    const commit = () => this.commitNow();
    this.committing = this.committing.then(commit, commit);
    return this.committing;
  }

  private async commitNow(): Promise<void> {
    const { membership } = this;
    const offsets = new Map([...this.positions].filter(([p, offset]) => this.commits.get(p) !== offset));
    if (membership === undefined || offsets.size === 0) return;
    const what = `commits ${[...offsets].map(([partition, offset]) => `${partition}/${offset}`)}`;
    this.at.world.trace(() => `${this.at.process.name} ${what}`);
    await this.request('commit', what, (broker) => broker.commit(membership, offsets));
    for (const [partition, offset] of offsets) this.commits.set(partition, offset);
  }
}
