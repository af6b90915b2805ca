// Works on the letters of one task, in batches: send, then note down what was sent. A killed process leaves at most one batch
// that was sent and not noted; the next one finds it on the topic, and does not send it again.
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  activeContext,
  inSpan,
  recordSpan,
  SafeError,
  sendCount,
  spanTags,
  type TraceContext,
} from '@ringtrace/telemetry';
import type { KafkaRecord } from '@ringtrace/traced-kafka';
import { Actions, type Task } from './action.ts';
import { ActionLog } from './action-log.repository.ts';
import { LetterRepository } from './letter.repository.ts';
import type { Letter } from './letter.ts';
import { LetterSender } from './letter-sender.publisher.ts';
import { batchSize, pauseMs } from './pace.ts';

/** The task is unfinished. Everything that was done is noted: resume it. */
export class TaskStoppedError extends SafeError {}

export interface TaskRun {
  task: Task;
  /** As they were when this process was alone. */
  actions: Actions;
  /** An earlier process may have sent letters without noting it. */
  isResumed: boolean;
  signal: AbortSignal;
  /** Called after each batch. */
  report(task: Task): void;
}

type Entry = { letter: Letter; record: KafkaRecord };

@Injectable()
export class TaskRunner {
  private readonly letters: LetterRepository;
  private readonly log: ActionLog;
  private readonly sender: LetterSender;

  constructor(letters: LetterRepository, log: ActionLog, sender: LetterSender) {
    this.letters = letters;
    this.log = log;
    this.sender = sender;
  }

  /** @throws TaskStoppedError */
  async run(run: TaskRun): Promise<void> {
    const { task, actions, isResumed } = run;
    const isReplay = task.kind === 'replay';
    const sent = isReplay && isResumed ? await this.letters.sentBy(task) : new Set<string>();
    const size = isReplay ? batchSize(task.ratePerSecond) : 1_000;
    const pace = { startMs: performance.now(), sent: 0 };
    let batch: Entry[] = [];
    await inSpan('dead_letters.task', { parent: null, resource: task.kind }, async () => {
      await this.letters.select(task.selection, actions, async (letter, record) => {
        if (!Actions.isWithin(task, letter)) return;
        batch.push({ letter, record });
        if (batch.length < size) return;
        await this.finish(batch, sent, run, pace);
        batch = [];
      });
      if (batch.length > 0) await this.finish(batch, sent, run, pace);
      await this.log.append({ type: 'task-ended', task: task.id, at: new Date().toISOString() });
    });
  }

  private async finish(
    batch: Entry[],
    sent: Set<string>,
    { task, actions, signal, report }: TaskRun,
    pace: { startMs: number; sent: number },
  ): Promise<void> {
    await wait(pauseMs(pace.sent, task.ratePerSecond, performance.now() - pace.startMs), undefined, {
      signal,
    }).catch(() => undefined);
    if (signal.aborted) throw new TaskStoppedError('stopped');
    const { done, refused, unknown } = await this.work(batch, sent, task);
    pace.sent += done.length;
    const next = {
      type: 'letters-done' as const,
      task: task.id,
      at: new Date().toISOString(),
      letters: done.map(({ partition, offset, timestampMs }): [number, string, number] => [
        partition,
        offset,
        timestampMs,
      ]),
      refused,
    };
    await this.log.append(next);
    actions.add(next);
    sendCount('ringtrace.dead_letters.done', done.length, { kind: task.kind });
    report(task);
    if (unknown > 0) throw new TaskStoppedError(`${unknown} records were not acknowledged`);
  }

  private async work(batch: Entry[], sent: Set<string>, task: Task) {
    if (task.kind !== 'replay') return { done: batch.map(({ letter }) => letter), refused: 0, unknown: 0 };
    const able = batch.filter(({ record }) => this.sender.canReplay(record));
    const toSend = able.filter(({ letter }) => !sent.has(letter.place));
    const startTime = Date.now();
    const outcomes = await Promise.allSettled(
      toSend.map(({ record }) => this.sender.replay(record, task.id)),
    );
    const traces = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    recordBatch(traces, startTime);
    const lost = new Set(toSend.filter((_, index) => outcomes[index]?.status === 'rejected'));
    return {
      done: able.filter((entry) => !lost.has(entry)).map(({ letter }) => letter),
      refused: batch.length - able.length,
      unknown: lost.size,
    };
  }
}

/** The task's own trace links to each of the new ones. */
function recordBatch(links: TraceContext[], startTime: number): void {
  if (activeContext() === undefined || links.length === 0) return;
  recordSpan('dead_letters.batch', { links, startTime, tags: { [spanTags.batchSize]: links.length } });
}
