// Starts or resumes a task, while no other process works on one.
import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { SafeError } from '@ringtrace/telemetry';
import type { Actions, Task } from './action.ts';
import { ActionLog } from './action-log.repository.ts';
import { type Command, type TaskCommand, UsageError } from './arguments.ts';
import { LetterRepository } from './letter.repository.ts';
import { taskReport, taskText } from './letter-report.ts';
import { TaskRunner, TaskStoppedError } from './task.runner.ts';
import type { Terminal } from './terminal.ts';

/** One task at a time: with two, nobody could say what the second one selects. */
class TaskUnfinishedError extends SafeError {}

type Work = Extract<Command, { do: 'start' | 'resume' }>;

const progressIntervalMs = 2_000;

export async function workOnTask(
  app: INestApplicationContext,
  command: Work,
  terminal: Terminal,
): Promise<number> {
  const log = app.get(ActionLog);
  const { print, printError } = terminal;
  if (command.do === 'start' && command.dryRun) {
    const { total } = await count(app, command, await log.read());
    print(
      command.json
        ? JSON.stringify({ dryRun: true, total })
        : `${total} letters would be selected. Nothing was changed`,
    );
    return 0;
  }
  // Before the lock, which waits for another process.
  if (command.do === 'start') requireNoTask(await log.read());
  let mine: string | undefined;
  return log.alone(
    (task) => task === mine,
    async (stop) => {
      const actions = await log.read();
      const task =
        command.do === 'start' ? await start(app, command, actions) : await resume(app, command, actions);
      mine = task.id;
      printError(
        `task ${task.id}: ${task.total} letters${command.do === 'resume' ? `, ${task.done} done before` : ''}`,
      );
      const signal = AbortSignal.any([stop, terminal.signal]);
      const report = everyTwoSeconds(({ done, total }) => printError(`${done} of ${total}`));
      await app
        .get(TaskRunner)
        .run({ task, actions, isResumed: command.do === 'resume', signal, report })
        .catch(async (error: unknown) => {
          const isCancelled = (await log.read()).tasks.get(task.id)?.state === 'cancelled';
          const what = error instanceof TaskStoppedError ? error.message : 'failed';
          const next = isCancelled ? 'cancelled' : `${what}: resume ${task.id} goes on`;
          throw new TaskStoppedError(`${next}. ${task.done} of ${task.total} letters were done`, {
            cause: error,
          });
        });
      task.state = 'done';
      print(command.json ? JSON.stringify(taskReport(task)) : taskText(task));
      return 0;
    },
  );
}

async function start(app: INestApplicationContext, command: TaskCommand, actions: Actions): Promise<Task> {
  requireNoTask(actions);
  const { kind, selection, ratePerSecond, by, reasonText } = command;
  const next = {
    type: 'task-started' as const,
    task: randomUUID().slice(0, 8),
    at: new Date().toISOString(),
    ...{ kind, selection, ratePerSecond, by, reasonText },
    ...(await count(app, command, actions)),
  };
  await app.get(ActionLog).append(next);
  actions.add(next);
  return actions.tasks.get(next.task) as Task;
}

async function resume(
  app: INestApplicationContext,
  { task: id, by }: Extract<Command, { do: 'resume' }>,
  actions: Actions,
): Promise<Task> {
  const task = actions.tasks.get(id);
  if (task?.state !== 'unfinished') throw new UsageError('no unfinished task has this id: see tasks');
  const next = { type: 'task-resumed' as const, task: id, at: new Date().toISOString(), by };
  await app.get(ActionLog).append(next);
  actions.add(next);
  return task;
}

function requireNoTask(actions: Actions): void {
  const task = actions.unfinished();
  if (task)
    throw new TaskUnfinishedError(
      `task ${task.id} of ${task.by} is unfinished, ${task.done} of ${task.total} done, last at ${task.lastAt}: ` +
        'wait for it, resume it or cancel it',
    );
}

async function count(app: INestApplicationContext, { selection }: TaskCommand, actions: Actions) {
  let total = 0;
  const upTo: Record<string, string> = {};
  await app.get(LetterRepository).select(selection, actions, ({ partition, offset }) => {
    total += 1;
    upTo[partition] = offset;
  });
  return { total, upTo };
}

function everyTwoSeconds(report: (task: Task) => void): (task: Task) => void {
  let reportedMs = Number.NEGATIVE_INFINITY;
  return (task) => {
    if (performance.now() - reportedMs < progressIntervalMs) return;
    reportedMs = performance.now();
    report(task);
  };
}
