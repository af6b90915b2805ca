// The allow-list of log fields. Only these names, with plain values, are logged. An object that is passed along therefore
// cannot bring values of a record into the log. Pure.

/** Operational facts such as names, counts and addresses. None of them holds a value of a record. */
const known = [
  // Every line; the first ones are pino's.
  'service',
  'version',
  'env',
  'dd',
  'error',
  'context',
  'withheld',
  // Requests.
  'method',
  'route',
  'status',
  'durationMs',
  'requestId',
  // The process and its connections.
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
  'offset',
  'from',
  'to',
  'lost',
  'setting',
  'is',
  'needed',
  'severity',
  'since',
  'broker',
  'groupId',
  // The work of both services.
  'transactions',
  'rule',
  'mode',
  'source',
  'file',
  'keys',
];

type Fields = Record<string, unknown>;

/** Returns a filter that keeps known fields and those in `more`, and counts the dropped ones in `withheld`. */
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
    // The count, not the names: a spread object may have values as keys.
    if (withheld > 0) kept.withheld = withheld;
    return kept;
  };
}

/** Objects that are safe: the logger describes errors, the tracer supplies the ids. */
const described = new Set(['error', 'dd']);

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((each) => !Array.isArray(each) && isPlain(each));
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
