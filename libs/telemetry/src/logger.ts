// Structured logs on stdout: one JSON object per line, with the trace and span id of the active span, so that Datadog links
// logs and traces. Errors are described, not dumped (describe-error.ts). A line holds allowed fields only (log-fields.ts).
import pino from 'pino';
import { describeError } from './describe-error.ts';
import { keepFields } from './log-fields.ts';
import { tracer } from './tracer.ts';

export type Logger = pino.Logger;

/** Injection token of the application's logger: `@Inject(loggerToken) logger: Logger`. */
export const loggerToken = Symbol('Logger');

export interface LoggerOptions {
  service: string;
  version?: string;
  env?: string;
  /** Default `info`; `silent` turns logging off. */
  level?: string;
  /** Additional field names to allow. Whoever adds one is responsible for its values. */
  fields?: readonly string[];
}

/** Writes synchronously, so the last line before an exit is never lost. */
export function createLogger(
  options: LoggerOptions,
  destination: pino.DestinationStream = pino.destination({ dest: 1, sync: true }),
): Logger {
  const keep = keepFields(options.fields);
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service, version: options.version, env: options.env },
      messageKey: 'message',
      errorKey: 'error',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: keep },
      serializers: { error: describeError },
      hooks: { logMethod: withSafeMessage },
      mixin: traceIds,
    },
    destination,
  );
  // pino filters the fields of each line, but not the fields that a child logger adds to all of its lines.
  const { child } = logger;
  logger.child = function (this: Logger, fields: object, ...rest: never[]) {
    return child.call(this, keep(fields as Record<string, unknown>), ...rest);
  } as typeof child;
  return logger;
}

// The message is the literal text in the code; no arguments are formatted into it. An error logged without a text gets the
// safe description as its message, where pino would use the error's own message.
function withSafeMessage(this: Logger, args: Parameters<pino.LogFn>, write: pino.LogFn): void {
  const [first, second] = args as [unknown, unknown];
  const fields = first instanceof Error ? { error: first } : isObject(first) ? first : {};
  const text = typeof first === 'string' ? first : second;
  const message = typeof text === 'string' ? text : undefined;
  const { error } = fields as { error?: unknown };
  if (message !== undefined) write.call(this, fields, message);
  else if (error === undefined) write.call(this, fields);
  else write.call(this, fields, describeError(error).message);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function traceIds(): object {
  const record: { dd?: object } = {};
  const span = tracer.scope().active();
  if (span) tracer.inject(span, 'log', record);
  return record;
}
