// Structured logs on stdout: one JSON object a line, with the trace and span id of whatever is active, so that
// Datadog links log and trace. Errors are described, not dumped (describe-error.ts), and a line
// holds known fields only (log-fields.ts).
import pino from 'pino';
import { describeError } from './describe-error.ts';
import { keepFields } from './log-fields.ts';
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
  /** Names of fields that lines may hold besides the known ones: whoever adds one answers for what is in it. */
  fields?: readonly string[];
}

/** Writes synchronously in small lines; the last line before an exit is never lost. */
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
      hooks: { logMethod: sayWhatIsSafe },
      mixin: traceIds,
    },
    destination,
  );
  // pino applies the list above to lines, not to what a child adds to all of its lines.
  const { child } = logger;
  logger.child = function (this: Logger, fields: object, ...rest: never[]) {
    return child.call(this, keep(fields as Record<string, unknown>), ...rest);
  } as typeof child;
  return logger;
}

// A line's message is a text of the code that logs, as it stands there: nothing is filled into it. Where there is none beside an
// error, it is what may be said about the error; pino would take the error's own.
function sayWhatIsSafe(this: Logger, args: Parameters<pino.LogFn>, write: pino.LogFn): void {
  const [first, second] = args as [unknown, unknown];
  const fields = first instanceof Error ? { error: first } : isObject(first) ? first : {};
  const said = typeof first === 'string' ? first : second;
  const message = typeof said === 'string' ? said : undefined;
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
