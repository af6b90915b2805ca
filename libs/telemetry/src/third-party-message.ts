// Safe messages for errors of the runtime and of kafkajs, rebuilt from the error's fields. Their own messages quote values, and
// kafkajs adopts the message of any error that it wraps. Pure.

// The parts of the runtime's messages about programming errors that name code. Its other messages quote values:
// "Cannot use 'in' operator to search for 'a' in 4111…", "Received type string ('4111…')".
const programmingErrors = [
  /^Cannot (read|set) properties of (undefined|null)/,
  /^Cannot destructure property '[\w$]+'/,
  /^[a-z_$][\w$.[\]()]* is not (a function|a constructor|defined|iterable)$/i,
  /^Cannot access '[\w$]+' before initialization$/,
  /^Assignment to constant variable\.$/,
];

/** Undefined if only the type and code of the error may be shown. */
export function thirdPartyMessage(error: Error, type: string, message: string): string | undefined {
  if ('syscall' in error) return systemCallMessage(error);
  if (type.startsWith('KafkaJS')) return kafkajsMessage(error, type);
  if (type !== 'TypeError' && type !== 'ReferenceError') return undefined;
  return programmingErrors.map((text) => text.exec(message)?.[0]).find((part) => part !== undefined);
}

// Which call failed, how, and to which peer. No path: a file name can hold anything.
function systemCallMessage(error: Error): string | undefined {
  const call = field(error, 'syscall', /^[a-z][a-z_]{1,30}$/);
  const code = field(error, 'code', /^[A-Z][A-Z0-9_]{1,40}$/);
  const host = field(error, 'address', address) ?? field(error, 'hostname', hostname);
  const port = field(error, 'port', /^\d{1,5}$/);
  const parts = [call, code, host && [host, port].filter(Boolean).join(':')].filter(Boolean);
  return parts.length === 0 ? undefined : parts.join(' ');
}

const address = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/i;
const hostname = /^(?=.*[a-z])[a-z0-9.-]{1,100}$/i;

// The protocol's error name (NOT_LEADER_FOR_PARTITION), the code and the broker; else those of the error it wraps.
function kafkajsMessage(error: Error, type: string, depth = 0): string | undefined {
  const protocol = field(error, 'type', /^[A-Z][A-Z_]{1,60}$/);
  const broker = field(error, 'broker', /^[\w.-]{1,100}:\d{1,5}$/);
  const code = field(error, 'code', /^[A-Z][A-Z0-9_]{1,40}$/);
  const parts = [protocol, code, broker && `at ${broker}`].filter(Boolean);
  if (parts.length > 0) return `${type}: ${parts.join(' ')}`;
  const { cause } = error;
  if (!(cause instanceof Error) || depth > 3) return undefined;
  const inner = cause.name.startsWith('KafkaJS') ? kafkajsMessage(cause, cause.name, depth + 1) : undefined;
  return inner && `${type}: ${inner}`;
}

/** The field as text, if it has the expected shape. */
function field(error: Error, name: string, shape: RegExp): string | undefined {
  const value: unknown = Reflect.get(error, name);
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && shape.test(text) ? text : undefined;
}
