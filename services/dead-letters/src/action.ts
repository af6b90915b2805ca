// What operators did with dead letters, as records of one topic with one partition, and what follows from them: the tasks,
// and the state of each letter. Pure.
import { z } from 'zod';
import { type Letter, type LetterState, selection } from './letter.ts';

export const taskKinds = ['replay', 'discard', 'park'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** Partition, offset, and the timestamp: after the topic was made anew, the same offset is another letter. */
const letterRef = z.tuple([z.number(), z.string(), z.number()]);
const common = { task: z.string(), at: z.string() };

const started = z.object({
  type: z.literal('task-started'),
  ...common,
  kind: z.enum(taskKinds),
  by: z.string(),
  reasonText: z.string(),
  selection,
  ratePerSecond: z.number(),
  /** Letters selected when it was started. */
  total: z.number(),
  /**
   * The last selected offset of each partition. Later letters do not belong to it: one that fails again is not replayed
   * again by the same task.
   */
  upTo: z.record(z.string(), z.string()),
});
const resumed = z.object({ type: z.literal('task-resumed'), ...common, by: z.string() });
const done = z.object({
  type: z.literal('letters-done'),
  ...common,
  letters: z.array(letterRef),
  /** Letters that cannot be replayed; they stay open. */
  refused: z.number(),
});
const cancelled = z.object({ type: z.literal('task-cancelled'), ...common, by: z.string() });
const ended = z.object({ type: z.literal('task-ended'), ...common });
const steppedOver = z.object({
  type: z.literal('stepped-over'),
  ...common,
  by: z.string(),
  reasonText: z.string(),
  /** Of the payments' topic. */
  partition: z.number(),
  offset: z.string(),
  lastOffset: z.string(),
  /** Why the batch cannot be decoded. */
  cause: z.string(),
  /** Where the batch is kept on the dead-letter topic: partition and offset. */
  letter: z.string(),
});
export type SteppedOver = z.infer<typeof steppedOver>;

export const action = z.discriminatedUnion('type', [started, resumed, done, cancelled, ended, steppedOver]);
export type Action = z.infer<typeof action>;
export type TaskStart = z.infer<typeof started>;

export interface Task extends Omit<TaskStart, 'type' | 'task' | 'at'> {
  id: string;
  startedAt: string;
  /** Unfinished: running, stopped or killed. */
  state: 'unfinished' | 'done' | 'cancelled';
  done: number;
  refused: number;
  /** Of the last action. */
  lastAt: string;
}

const stateAfter: Record<TaskKind, LetterState> = {
  replay: 'replayed',
  discard: 'discarded',
  park: 'parked',
};

export class Actions {
  readonly tasks = new Map<string, Task>();
  readonly steps: SteppedOver[] = [];
  private readonly letters = new Map<string, { timestampMs: number; task: Task }>();

  add(next: Action): void {
    if (next.type === 'task-started') {
      const { type: _, task: id, at, ...rest } = next;
      this.tasks.set(id, {
        ...rest,
        id,
        startedAt: at,
        lastAt: at,
        state: 'unfinished',
        done: 0,
        refused: 0,
      });
      return;
    }
    if (next.type === 'stepped-over') {
      this.steps.push(next);
      return;
    }
    // Its start has left the topic: so have its letters.
    const task = this.tasks.get(next.task);
    if (task === undefined) return;
    task.lastAt = next.at;
    if (next.type === 'letters-done') {
      for (const [partition, offset, timestampMs] of next.letters)
        this.letters.set(`${partition}/${offset}`, { timestampMs, task });
      task.done += next.letters.length;
      task.refused += next.refused;
    }
    if (next.type === 'task-resumed') task.refused = 0;
    if (next.type === 'task-ended' && task.state === 'unfinished') task.state = 'done';
    if (next.type === 'task-cancelled' && task.state === 'unfinished') task.state = 'cancelled';
  }

  stateOf(letter: Pick<Letter, 'place' | 'timestampMs'>): LetterState {
    const known = this.taskOf(letter);
    return known === undefined ? 'open' : stateAfter[known.kind];
  }

  /** The task that replayed, discarded or parked it last. */
  taskOf({ place, timestampMs }: Pick<Letter, 'place' | 'timestampMs'>): Task | undefined {
    const known = this.letters.get(place);
    return known?.timestampMs === timestampMs ? known.task : undefined;
  }

  /** Whether the letter was there when the task was started. */
  static isWithin({ upTo }: Task, { partition, offset }: Letter): boolean {
    return BigInt(offset) <= BigInt(upTo[partition] ?? -1);
  }

  /** At most one. */
  unfinished(): Task | undefined {
    return [...this.tasks.values()].find(({ state }) => state === 'unfinished');
  }
}
