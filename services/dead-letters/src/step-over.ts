// Takes the analyzers past a batch of payments that they cannot decode: find it, keep it as a dead letter, note who and why,
// go on behind it. After a kill the command is run again; then there may be a second letter.
import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { analyzerGroup, topics } from '@ringtrace/contracts';
import { SafeError } from '@ringtrace/telemetry';
import { StepOver } from '@ringtrace/traced-kafka';
import type { SteppedOver } from './action.ts';
import { ActionLog, readGroup } from './action-log.repository.ts';
import type { Command } from './arguments.ts';
import { placeOf } from './letter.ts';
import type { Terminal } from './terminal.ts';

/** Nothing was changed. */
class NotUndecodableError extends SafeError {}

type StepOverCommand = Extract<Command, { do: 'step-over' }>;

export async function stepOver(
  app: INestApplicationContext,
  command: StepOverCommand,
  { print }: Terminal,
): Promise<number> {
  const log = app.get(ActionLog);
  const { action, bytes } = await log.alone(
    () => false,
    () => stepOverAlone(app, command),
  );
  const report = { ...stepReport(action), bytes };
  print(command.json ? JSON.stringify(report) : stepText(action));
  return 0;
}

async function stepOverAlone(
  app: INestApplicationContext,
  { partition, offset, by, reasonText }: StepOverCommand,
): Promise<{ action: SteppedOver; bytes: number }> {
  const steps = app.get(StepOver);
  const at = { group: analyzerGroup, topic: topics.transactions, partition, readGroup };
  const batch = await steps.find(at);
  if (batch?.offset !== offset)
    throw new NotUndecodableError(
      batch === undefined
        ? 'the next payments of this partition can be decoded: nothing to step over'
        : `the batch that cannot be decoded begins at offset ${batch.offset}`,
    );
  const letter = placeOf(await steps.keep(at, batch, topics.deadLetters));
  const action: SteppedOver = {
    type: 'stepped-over',
    task: randomUUID().slice(0, 8),
    at: new Date().toISOString(),
    ...{ by, reasonText, partition, offset, lastOffset: batch.lastOffset, letter, cause: batch.reason },
  };
  await app.get(ActionLog).append(action);
  await steps.goOnBehind(at, batch);
  return { action, bytes: batch.bytes.length };
}

export function stepReport({ type: _, task: id, at: startedAt, ...step }: SteppedOver) {
  return { id, kind: 'step-over' as const, startedAt, ...step };
}

export function stepText({ task, at, by, reasonText, ...step }: SteppedOver): string {
  const { partition, offset, lastOffset, letter, cause } = step;
  return `${task}  step-over ${partition}/${offset} to ${lastOffset} (${cause}), letter ${letter}  ${at}  ${by}: ${reasonText}`;
}
