// Waits until a process is ready. If it never is, the error shows the end of its log. Also reads
// logs for `npm run local -- logs`.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Background } from './run-background.ts';
import { GiveUp, type WaitOptions, waitUntil } from './wait-until.ts';
import type { Exit } from './watchdog.ts';

/** Says what happened, shows the last lines of the log, and names the log file. */
export class StartFailure extends Error {
  constructor(what: string, logFile: string, options?: ErrorOptions) {
    const tail = lastLines(logFile, 20).map((line) => `  | ${line}`);
    super([what, ...tail, `whole log: ${logFile}`].join('\n'), options);
    this.name = 'StartFailure';
  }
}

/** Resolves once the probe succeeds. Throws StartFailure on timeout, or when the process exits first. */
export async function untilReady(
  { name, exited, logFile }: Pick<Background, 'name' | 'exited' | 'logFile'>,
  probe: () => Promise<unknown>,
  { timeoutMs, everyMs = 100, signal }: Omit<WaitOptions, 'what'>,
): Promise<void> {
  let exit: Exit | undefined;
  void exited.then((how) => {
    exit = how;
  });
  const ready = async () => {
    if (exit) throw new GiveUp(`it ${describeExit(exit)}`);
    await probe();
    return true;
  };
  const wait = { timeoutMs, everyMs, what: `${name} to answer`, ...(signal && { signal }) };
  await waitUntil(ready, wait).catch((error: Error) => {
    signal?.throwIfAborted();
    throw new StartFailure(`${name} did not become ready: ${error.message}`, logFile, { cause: error });
  });
}

/** A probe: throws unless GET answers 2xx within five seconds. */
export async function probeHttp(url: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`GET ${new URL(url).pathname} answered ${answer.status}`);
}

export function describeExit({ code, signal }: Exit): string {
  return signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
}

const maxTailBytes = 256 * 1024;

/** The last lines; empty if there is no file. Reads at most the last 256 KiB. */
export function lastLines(file: string, count: number): string[] {
  const text = readFrom(file, -maxTailBytes).text.replace(/\n$/, '');
  return text === '' ? [] : text.split('\n').slice(-count);
}

/** The text from an offset (negative: from the end), and the offset at which the next read continues. */
export function readFrom(file: string, offset: number): { text: string; next: number } {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: '', next: 0 };
    throw error;
  }
  try {
    const { size } = fstatSync(handle);
    const wanted = offset < 0 ? Math.max(0, size + offset) : offset;
    // A log that shrank was rotated: read it from its start.
    const from = wanted > size ? 0 : wanted;
    const buffer = Buffer.alloc(size - from);
    const read = readSync(handle, buffer, 0, buffer.length, from);
    return { text: buffer.toString('utf8', 0, read), next: from + read };
  } finally {
    closeSync(handle);
  }
}
