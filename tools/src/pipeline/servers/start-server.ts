// Brings one server up as a process of ours, and waits until it answers.
import { existsSync, renameSync } from 'node:fs';
import { type Background } from '../process/run-background.ts';
import { waitUntil } from '../process/wait-until.ts';
import type { Server, StartContext } from './server.ts';
import { describeExit, StartFailure } from './start-failure.ts';

// A slow laptop that also builds needs half of it.
const LONGEST_START_MS = 180_000;

/** The returned process runs, but may not answer yet: see untilReady. */
export async function startServer(server: Server, context: StartContext): Promise<Background> {
  const program = await server.fetch(context);
  context.signal.throwIfAborted();
  beginNewLog(context.paths.log(server.name));
  context.progress(`${server.title}: starting`);
  return server.launch(program, context);
}

/** Throws with the end of the log when the process ends first. */
export async function untilReady(
  server: Server,
  process: Pick<Background, 'exited' | 'logFile'>,
  context: StartContext,
): Promise<void> {
  const waiting = new AbortController();
  const died = process.exited.then((exit) => {
    throw new StartFailure(`${server.title} ${describeExit(exit)} while starting`, process.logFile);
  });
  const probed = async () => {
    await server.probe(context);
    return true;
  };
  const answers = waitUntil(probed, {
    timeoutMs: LONGEST_START_MS,
    what: `${server.title} to answer`,
    everyMs: 150,
    signal: AbortSignal.any([waiting.signal, context.signal]),
  }).catch((error: Error) => {
    throw new StartFailure(error.message, process.logFile, { cause: error });
  });
  try {
    await Promise.race([answers, died]);
  } finally {
    waiting.abort();
    for (const other of [answers, died]) other.catch(() => undefined);
  }
}

function beginNewLog(file: string): void {
  if (existsSync(file)) renameSync(file, `${file}.previous`);
}
