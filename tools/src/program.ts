// What all programs here share: output, options, Ctrl-C, cleanup and exit codes.

import { type ParseArgsConfig, parseArgs } from 'node:util';

export function say(text = ''): void {
  process.stdout.write(`${text}\n`);
}

export function sayError(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Progress, indented. */
export function note(text: string): void {
  say(text.replace(/^(?=.)/gm, '   '));
}

export interface Lifetime {
  /** Aborted by Ctrl-C and by `fail`. */
  signal: AbortSignal;
  /** Ends the program because of `what`. */
  fail(what: string): void;
  /** Registers cleanup, latest first. With a name, the program says what it is stopping. */
  onEnd(close: () => Promise<unknown>, name?: string): void;
}

export interface Program<Options> {
  /** As it is typed: `npm run demo`. */
  command: string;
  help: string;
  /** Throws UsageError. */
  readOptions(words: string[]): Options;
  /** Resolves to the exit code. */
  run(options: Options, lifetime: Lifetime): Promise<number>;
}

const wrongUsage = 2;
const interruptedCode = 130;

class Interrupted extends Error {
  constructor() {
    super('interrupted; what this command started is stopped');
  }
}

/**
 * Runs the program and sets the exit code: 2 for a wrong command line, 130 after Ctrl-C, 1 for any other error.
 * The first signal stops in order, the second at once; the watchdogs then end the child processes.
 */
export async function runProgram<Options extends { help: boolean }>(
  program: Program<Options>,
): Promise<void> {
  // A reader that has seen enough (`| head`) closes the pipe; that is not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  quietKafkajsWarning();
  const options = optionsOf(program);
  if (options === undefined) return;
  const stop = new AbortController();
  const closers: { close: () => Promise<unknown>; name: string | undefined }[] = [];
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (isInterrupted(stop.signal)) process.exit(interruptedCode);
      stop.abort(new Interrupted());
    });
  }
  try {
    process.exitCode = await program.run(options, {
      signal: stop.signal,
      fail: (what) => stop.abort(new Error(what)),
      onEnd: (close, name) => closers.unshift({ close, name }),
    });
  } catch (error) {
    sayError(error instanceof Error ? error.message : String(error));
    process.exitCode = isInterrupted(stop.signal) ? interruptedCode : 1;
  }
  for (const { close, name } of closers) {
    if (name) note(`stopping ${name}`);
    await close().catch((error: Error) => {
      sayError(`stopping ${name ?? 'a process'} failed: ${error.message}`);
      process.exitCode ||= 1;
    });
  }
}

/** Resolves on Ctrl-C; rejects when the program fails first. */
export async function untilInterrupted(signal: AbortSignal): Promise<void> {
  const keepAlive = setInterval(() => undefined, 60_000);
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  clearInterval(keepAlive);
  if (!isInterrupted(signal)) throw signal.reason;
}

const isInterrupted = ({ reason }: AbortSignal) => reason instanceof Interrupted;

function optionsOf<Options extends { help: boolean }>({ command, help, readOptions }: Program<Options>) {
  try {
    const options = readOptions(process.argv.slice(2));
    if (!options.help) return options;
    say(help);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    sayError(`${error.message}\nrun ${command} -- --help for the options`);
    process.exitCode = wrongUsage;
  }
  return undefined;
}

/** kafkajs 2.2.4 schedules its first queue check at a negative time; Node makes that 1 ms and warns. Harmless. */
export function quietKafkajsWarning(): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (name !== 'TimeoutNegativeWarning') sayError(`${name}: ${message}`);
  });
}

const barWidth = 30;

/** A bar that fills in place; if the output is a file or a pipe, one line per quarter. */
export class ProgressBar {
  private readonly title: string;
  private readonly total: number;
  private shown = -1;

  constructor(title: string, total: number) {
    this.title = title;
    this.total = total;
  }

  /** Cheap to call often: only visible changes are written. */
  update(done: number): void {
    const { isTTY } = process.stdout;
    const steps = isTTY ? 100 : 4;
    const step = Math.floor((Math.min(done, this.total) / this.total) * steps);
    if (step <= this.shown) return;
    this.shown = step;
    const line = progressLine(this.title, done, this.total);
    if (isTTY) process.stdout.write(`\r${line}${step === steps ? '\n' : ''}`);
    else if (step > 0) say(line);
  }
}

export function progressLine(title: string, done: number, total: number): string {
  const share = Math.min(1, done / total);
  const filled = Math.floor(share * barWidth);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
  const count = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  return `   ${title.padEnd(8)} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${count}`;
}

/** The command line is wrong; the message says why. */
export class UsageError extends Error {}

/** As `parseArgs`. Throws UsageError. */
export function parseCommandLine<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Parses the value of a numeric flag. Throws UsageError. */
export function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const number = /^(?:0|[1-9]\d{0,9})$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`--${flag} takes a whole number from ${min} to ${max}`);
}
