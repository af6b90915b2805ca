// Everything around the story: the command line, Ctrl-C, the end in order, and the exit code.

import { UsageError } from '../command-line.ts';
import { quietKafkajsWarning } from '../pipeline/servers/commands/quiet-warning.ts';
import { type DemoOptions, demoHelp, readOptions } from './options.ts';
import { note, say, sayError } from './terminal.ts';

export interface DemoTools {
  /** Aborted by Ctrl-C and by `fail`. */
  signal: AbortSignal;
  /** Ends the demo because of `what`. */
  fail(what: string): void;
  /** What `name` stands for is ended by `close`, latest first. */
  onEnd(name: string, close: () => Promise<unknown>): void;
}

/** Resolves to what differs from what should be, one sentence each. */
export type Story = (options: DemoOptions, tools: DemoTools) => Promise<string[]>;

const wrongUsage = 2;
const interruptedExitCode = 130;

/** Sets the exit code. What the story started is ended in any case. */
export async function runDemo(story: Story): Promise<void> {
  const options = optionsOrNothing();
  if (options === undefined) return;
  quietKafkajsWarning();
  const closers: (() => Promise<unknown>)[] = [];
  const stop = interruption();
  const tools: DemoTools = {
    signal: stop.signal,
    fail: (what) => stop.abort(new Error(what)),
    onEnd: (name, close) => closers.unshift(() => end(name, close)),
  };
  try {
    const differences = await story(options, tools);
    process.exitCode = differences.length === 0 ? 0 : 1;
    for (const difference of differences) sayError(`✗ ${difference}`);
    if (differences.length === 0) say('\n✓ everything planted was found, nothing else was, nothing was lost');
    if (!options.once) await untilInterrupted(stop.signal);
  } catch (error) {
    const isInterrupted = error instanceof Interrupted;
    sayError(error instanceof Error ? error.message : String(error));
    process.exitCode = isInterrupted ? interruptedExitCode : 1;
  }
  // From here on an end of a service is wanted.
  for (const close of closers) await close();
}

function optionsOrNothing(): DemoOptions | undefined {
  try {
    const options = readOptions(process.argv.slice(2));
    if (!options.help) return options;
    say(demoHelp);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    sayError(`${error.message}\nnpm run demo -- --help shows what there is`);
    process.exitCode = wrongUsage;
  }
  return undefined;
}

/** Rejects when the demo ends for another reason than Ctrl-C. */
async function untilInterrupted(signal: AbortSignal): Promise<void> {
  say('\nIt all stays up until Ctrl-C.');
  const forever = setInterval(() => undefined, 60_000);
  if (!signal.aborted) {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }
  clearInterval(forever);
  if (!(signal.reason instanceof Interrupted)) throw signal.reason;
}

async function end(name: string, close: () => Promise<unknown>): Promise<void> {
  note(`ending ${name}`);
  await close().catch((error: Error) => {
    sayError(`ending ${name} failed: ${error.message}`);
    process.exitCode = 1;
  });
}

class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}

/** The first signal ends the demo in order, the second at once: what it started cannot outlive it either way. */
function interruption(): AbortController {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.reason instanceof Interrupted) process.exit(interruptedExitCode);
      say();
      controller.abort(new Interrupted());
    });
  }
  return controller;
}
