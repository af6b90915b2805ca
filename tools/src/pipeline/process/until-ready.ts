// Waits until a process is ready. If it never is, the error shows the end of its log.
import { lastLines } from './log-tail.ts';
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
