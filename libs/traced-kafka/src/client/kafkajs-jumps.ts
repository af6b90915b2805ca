// Notices when a kafkajs consumer cannot go on where it was, because those records have left the topic. kafkajs would go on
// at the start of the log and say nothing of what is lost. Each jump is logged and counted here, then made on purpose.
import { setTimeout as wait } from 'node:timers/promises';
import { describeError, type Logger } from '@ringtrace/telemetry';
import type { Admin, Consumer, IMemberAssignment } from 'kafkajs';
import type { ClientMetrics } from './client-metrics.ts';
import { type Jump, Positions } from './positions.ts';

/** Between comparisons with the start of the log, and between tries to read what is committed. */
const intervalMs = 5_000;
const retryMs = 1_000;

export interface JumpWatchOptions {
  groupId: string;
  /** Asks the broker, within a limited time. */
  ask: <T>(question: (admin: Admin) => Promise<T>) => Promise<T>;
  /** Outlives the consumer. */
  positions: Positions;
  metrics: Pick<ClientMetrics, 'recordsLost'>;
  logger: Logger;
}

export class JumpWatch {
  private readonly consumer: Consumer;
  private readonly options: JumpWatchOptions;
  private readonly ended = new AbortController();
  /** Of the last join. */
  private assignment: IMemberAssignment = {};
  private checking: Promise<void> = Promise.resolve();
  private checksWaiting = 0;
  private interval: NodeJS.Timeout | undefined;

  constructor(consumer: Consumer, options: JumpWatchOptions) {
    this.consumer = consumer;
    this.options = options;
    const { positions } = options;
    const { events } = consumer;
    consumer.on(events.GROUP_JOIN, ({ payload }) => void this.joined(payload.memberAssignment));
    consumer.on(events.START_BATCH_PROCESS, ({ payload: { topic, partition, firstOffset } }) => {
      // kafkajs has null here if all that was fetched lies before the position.
      if (firstOffset === null) return;
      if (positions.began(topic, partition, BigInt(firstOffset))) this.checkSoon();
    });
    consumer.on(events.END_BATCH_PROCESS, ({ payload: { topic, partition, batchSize, lastOffset } }) => {
      // kafkajs is done with a batch that has no record in it.
      if (batchSize === 0) positions.advance(topic, partition, BigInt(lastOffset) + 1n);
      positions.ended(topic, partition);
    });
    consumer.on(events.COMMIT_OFFSETS, ({ payload: { topics } }) => {
      for (const { topic, partitions } of topics)
        for (const { partition, offset } of partitions) positions.advance(topic, partition, BigInt(offset));
    });
  }

  /** Everything up to and including `offset` is done. */
  resolved(topic: string, partition: number, offset: string): void {
    this.options.positions.advance(topic, partition, BigInt(offset) + 1n);
  }

  end(): void {
    this.ended.abort();
    clearInterval(this.interval);
  }

  /** Nothing is fetched until it is known what was committed: after a jump nobody could tell. */
  private async joined(assignment: IMemberAssignment): Promise<void> {
    this.assignment = assignment;
    const isCurrent = () => !this.ended.signal.aborted && this.assignment === assignment;
    const topics = Object.keys(assignment);
    const all = topics.map((topic) => ({ topic, partitions: assignment[topic] ?? [] }));
    this.consumer.pause(all);
    for (const topic of topics) this.options.metrics.recordsLost.inc({ topic }, 0);
    this.interval ??= setInterval(() => this.checkSoon(), intervalMs).unref();
    while (isCurrent()) {
      try {
        const committed = await this.committedOffsets(topics);
        if (!isCurrent()) return;
        this.options.positions.assign(
          committed.filter(({ topic, partition }) => assignment[topic]?.includes(partition)),
        );
        await this.check();
        if (isCurrent()) this.consumer.resume(all);
        return;
      } catch (error) {
        const { logger } = this.options;
        const reason = describeError(error).message;
        logger.warn({ reason }, 'committed offsets cannot be read; nothing is consumed until they can');
        await wait(retryMs, undefined, { signal: this.ended.signal }).catch(() => undefined);
      }
    }
  }

  private async committedOffsets(topics: string[]) {
    const { groupId, ask } = this.options;
    const answer = await ask((admin) => admin.fetchOffsets({ groupId, topics }));
    return answer.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => ({ topic, partition, committed: BigInt(offset) })),
    );
  }

  private checkSoon(): void {
    if (this.checksWaiting < 2) void this.check();
  }

  /** One at a time. Never rejects. */
  private check(): Promise<void> {
    this.checksWaiting++;
    this.checking = this.checking.then(async () => {
      for (const topic of Object.keys(this.assignment)) {
        await this.compare(topic).catch((error: unknown) => {
          const reason = describeError(error).message;
          this.options.logger.debug({ topic, reason }, 'offsets of the topic cannot be read now');
        });
      }
      this.checksWaiting--;
    });
    return this.checking;
  }

  private async compare(topic: string): Promise<void> {
    const { positions, ask } = this.options;
    const before = positions.snapshot(topic);
    const ranges = await ask((admin) => admin.fetchTopicOffsets(topic));
    for (const { partition, low, high } of ranges) {
      if (this.ended.signal.aborted) return;
      const range = { low: BigInt(low), high: BigInt(high) };
      for (const jump of positions.compare(topic, partition, range, before.get(partition))) this.report(jump);
    }
  }

  private report({ topic, partition, from, to, lost, isDone }: Jump): void {
    const { logger, metrics } = this.options;
    const fields = { topic, partition, from: String(from), to: String(to), lost: Number(lost) };
    if (lost === 0n) {
      logger.error(fields, 'the topic ends before the offset of the group: it is read from its beginning');
      return;
    }
    metrics.recordsLost.inc({ topic }, Number(lost));
    logger.error(fields, 'records lost: they left the topic before the group had read them');
    if (!isDone) this.consumer.seek({ topic, partition, offset: String(to) });
  }
}
