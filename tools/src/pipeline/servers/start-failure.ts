// The error of a server that did not come up: what happened, the end of its log, and where the rest is.

import type { Exit } from '../process/watchdog-messages.ts';
import { lastLines } from './log-tail.ts';

export class StartFailure extends Error {
  constructor(what: string, logFile: string, options?: ErrorOptions) {
    const tail = lastLines(logFile, 20).map((line) => `  | ${line}`);
    super([what, ...tail, `whole log: ${logFile}`].join('\n'), options);
    this.name = 'StartFailure';
  }
}

export function describeExit({ code, signal }: Exit): string {
  return signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
}
