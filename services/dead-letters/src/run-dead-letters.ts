// From the words of the command line to an exit code.
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigError, checkBroker, readConfig } from '@ringtrace/service-shell';
import { flushTraces } from '@ringtrace/telemetry';
import { TracedProducer } from '@ringtrace/traced-kafka';
import { ActionLog } from './action-log.repository.ts';
import { type Command, readArguments, UsageError } from './arguments.ts';
import { config } from './config.ts';
import { DeadLettersModule } from './dead-letters.module.ts';
import { explain } from './explain.ts';
import { help } from './help.ts';
import { LetterRepository } from './letter.repository.ts';
import { isSelected } from './letter.ts';
import { letterReport, letterText, taskReport, taskText } from './letter-report.ts';
import { ListCounter, listText } from './list-report.ts';
import { stepOver, stepReport, stepText } from './step-over.ts';
import type { Terminal } from './terminal.ts';
import { workOnTask } from './work-on-task.ts';

/** Exit code: 0 done; 1 failed or stopped; 2 wrong command line or environment. */
export async function runDeadLetters(
  words: string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  try {
    const command = readArguments(words, Date.now());
    if (command !== 'help') return await run(command, env, terminal);
    terminal.print(help);
    return 0;
  } catch (error) {
    terminal.printError(explain(error));
    return error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
  }
}

async function run(command: Command, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const settings = readConfig(config, env);
  const app = await NestFactory.createApplicationContext(DeadLettersModule.with(settings), {
    logger: false,
    abortOnError: false,
  });
  try {
    await checkBroker(app.get(TracedProducer));
    return await dispatch(app, command, terminal);
  } finally {
    await app.close();
    await flushTraces();
  }
}

async function dispatch(app: INestApplicationContext, command: Command, terminal: Terminal): Promise<number> {
  const { print } = terminal;
  const out = <T>(report: T, text: (report: T) => string) =>
    print(command.json ? JSON.stringify(report) : text(report));
  const log = app.get(ActionLog);
  if (command.do === 'start' || command.do === 'resume') return workOnTask(app, command, terminal);
  if (command.do === 'step-over') return stepOver(app, command, terminal);
  if (command.do === 'cancel') {
    const task = (await log.read()).tasks.get(command.task);
    if (task?.state !== 'unfinished') throw new UsageError('no unfinished task has this id: see tasks');
    await log.append({ type: 'task-cancelled', task: task.id, at: new Date().toISOString(), by: command.by });
    out({ cancelled: task.id }, () => `cancelled: ${task.done} of ${task.total} letters were done`);
    return 0;
  }
  const actions = await log.read();
  if (command.do === 'tasks') {
    const tasks = [...actions.tasks.values()];
    const { steps } = actions;
    out(
      [...tasks.map(taskReport), ...steps.map(stepReport)],
      () => [...tasks.map(taskText), ...steps.map(stepText)].join('\n') || 'no tasks',
    );
    return 0;
  }
  if (command.do === 'list') {
    const counter = new ListCounter(command.selection.state, command.limit);
    await app.get(LetterRepository).read((letter, { key }) => {
      if (isSelected(letter, key, command.selection)) counter.add(letter, actions.stateOf(letter));
    });
    out(counter.report(Date.now()), listText);
    return 0;
  }
  let found: ReturnType<typeof letterReport> | undefined;
  await app.get(LetterRepository).read((letter, record) => {
    if (letter.place === command.letter) found = letterReport(letter, record, actions, command.values);
  });
  if (found === undefined) throw new UsageError('there is no such letter, or no longer: see list');
  out(found, letterText);
  return 0;
}
