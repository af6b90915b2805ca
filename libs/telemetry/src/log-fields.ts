// What a log line may hold: these names, and under them plain values. Any other field is left out, so that an object
// that somebody passes along cannot bring values of a record into the log. Pure.

/** Each is a word of code or of operation: a name, a count, a place. None holds a value of a record. */
const known = [
  // Of every line; the first ones are pino's.
  'service',
  'version',
  'env',
  'dd',
  'error',
  'context',
  'withheld',
  // Of a request.
  'method',
  'route',
  'status',
  'durationMs',
  'requestId',
  // Of a process and what it is connected to.
  'boot',
  'url',
  'signal',
  'warning',
  'code',
  'tag',
  'attempt',
  'pauseMs',
  'reason',
  'failure',
  'kafka',
  'topic',
  'topics',
  'partition',
  'broker',
  'groupId',
  // Of what both services do.
  'transactions',
  'rule',
  'mode',
  'source',
  'file',
  'keys',
];

type Fields = Record<string, unknown>;

/** A function that leaves of a line's fields what is known or in `more`, and says in `withheld` how many others there were. */
export function keepFields(more: readonly string[] = []): (fields: Fields) => Fields {
  const names = new Set([...known, ...more]);
  return (fields) => {
    const kept: Fields = {};
    let withheld = 0;
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      if (value === undefined) continue;
      if (names.has(name) && (described.has(name) || isPlain(value))) kept[name] = value;
      else withheld += 1;
    }
    // Not their names: an object that was spread may have values for keys.
    if (withheld > 0) kept.withheld = withheld;
    return kept;
  };
}

/** Errors are described by the logger, ids come from the tracer. */
const described = new Set(['error', 'dd']);

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((each) => !Array.isArray(each) && isPlain(each));
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
