// What may be said of an error of the runtime or of kafkajs, made anew of its fields: their own texts quote values, and
// kafkajs makes the message of any error that passes through it its own. Pure.

// What the runtime says of a programming error, as far as it names code. The rest of its texts quote values:
// "Cannot use 'in' operator to search for 'a' in 4111…", "Received type string ('4111…')".
const programming = [
  /^Cannot (read|set) properties of (undefined|null)/,
  /^Cannot destructure property '[\w$]+'/,
  /^[a-z_$][\w$.[\]()]* is not (a function|a constructor|defined|iterable)$/i,
  /^Cannot access '[\w$]+' before initialization$/,
  /^Assignment to constant variable\.$/,
];

/** Undefined: nothing may be said but type and code. */
export function foreignText(error: Error, type: string, message: string): string | undefined {
  if ('syscall' in error) return systemCall(error);
  if (type.startsWith('KafkaJS')) return kafkajs(error, type);
  if (type !== 'TypeError' && type !== 'ReferenceError') return undefined;
  return programming.map((text) => text.exec(message)?.[0]).find((part) => part !== undefined);
}

// Which call failed, how and to whom; no path: a file may be named after anything.
function systemCall(error: Error): string | undefined {
  const call = field(error, 'syscall', /^[a-z][a-z_]{1,30}$/);
  const code = field(error, 'code', /^[A-Z][A-Z0-9_]{1,40}$/);
  const host = field(error, 'address', address) ?? field(error, 'hostname', hostname);
  const port = field(error, 'port', /^\d{1,5}$/);
  const said = [call, code, host && [host, port].filter(Boolean).join(':')].filter(Boolean);
  return said.length === 0 ? undefined : said.join(' ');
}

const address = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/i;
const hostname = /^(?=.*[a-z])[a-z0-9.-]{1,100}$/i;

// By the protocol's name of it (NOT_LEADER_FOR_PARTITION), by where it happened, or by what it wraps.
function kafkajs(error: Error, type: string, depth = 0): string | undefined {
  const protocol = field(error, 'type', /^[A-Z][A-Z_]{1,60}$/);
  const broker = field(error, 'broker', /^[\w.-]{1,100}:\d{1,5}$/);
  const code = field(error, 'code', /^[A-Z][A-Z0-9_]{1,40}$/);
  const said = [protocol, code, broker && `at ${broker}`].filter(Boolean);
  if (said.length > 0) return `${type}: ${said.join(' ')}`;
  const { cause } = error;
  if (!(cause instanceof Error) || depth > 3) return undefined;
  const inner = cause.name.startsWith('KafkaJS') ? kafkajs(cause, cause.name, depth + 1) : undefined;
  return inner && `${type}: ${inner}`;
}

function field(error: Error, name: string, shape: RegExp): string | undefined {
  const value: unknown = Reflect.get(error, name);
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && shape.test(text) ? text : undefined;
}
