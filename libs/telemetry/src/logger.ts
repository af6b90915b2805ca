// Structured logs on stdout: one JSON object a line, with the trace and span id of whatever is active, so that
// Datadog links log and trace. Errors are described, not dumped: see describe-error.ts.
import pino from 'pino';
import { describeError } from './describe-error.ts';
import { tracer } from './tracer.ts';

export type Logger = pino.Logger;

/** Injection token of the application's logger: `@Inject(LOGGER) logger: Logger`. */
export const LOGGER = Symbol('Logger');

export interface LoggerOptions {
  service: string;
  version?: string;
  env?: string;
  /** Default `info`; `silent` turns logging off. */
  level?: string;
}

/** Writes synchronously in small lines; the last line before an exit is never lost. */
export function createLogger(options: LoggerOptions): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service, version: options.version, env: options.env },
      messageKey: 'message',
      errorKey: 'error',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describeError, err: describeError },
      hooks: { logMethod: sayWhatIsSafe },
      mixin: traceIds,
    },
    pino.destination({ dest: 1, sync: true }),
  );
}

// Of an error without words of ours beside it pino would make the line's message out of the error's own.
function sayWhatIsSafe(this: Logger, args: Parameters<pino.LogFn>, write: pino.LogFn): void {
  const [first, message] = args as [unknown, unknown];
  const fields = (first instanceof Error ? { error: first } : first) as
    | { error?: unknown }
    | null
    | undefined;
  const error = message === undefined ? fields?.error : undefined;
  if (error instanceof Error) write.call(this, { message: describeError(error).message, ...fields });
  else write.apply(this, args);
}

function traceIds(): object {
  const record: { dd?: object } = {};
  const span = tracer.scope().active();
  if (span) tracer.inject(span, 'log', record);
  return record;
}
