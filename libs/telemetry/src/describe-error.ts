// What may be said about an error in a log or on a span. Drivers and parsers repeat the offending value in
// their messages, so a message is shown only where its author is known not to.
import { types } from 'node:util';

export interface ErrorDescription {
  type: string;
  code?: string;
  message: string;
  stack?: string;
}

/** An error whose message its author vouches for: it names fields, topics and codes, never values. */
export abstract class SafeError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

// Messages of these are fixed texts.
const safeNames = new Set(['AbortError', 'TimeoutError']);

// What the runtime says of a programming error, as far as it names code. The rest of its texts quote values:
// "Cannot use 'in' operator to search for 'a' in 4111…", "Received type string ('4111…')".
const safeTexts = [
  /^Cannot (read|set) properties of (undefined|null)/,
  /^Cannot destructure property '[\w$]+'/,
  /^[a-z_$][\w$.[\]()]* is not (a function|a constructor|defined|iterable)$/i,
  /^Cannot access '[\w$]+' before initialization$/,
  /^Assignment to constant variable\.$/,
];

/** Type, code, frames, and the message as far as it is known to hold no value of a record. Never throws. */
export function describeError(error: unknown): ErrorDescription {
  // An error of another realm (a vm context) is an instance of another Error.
  if (!(error instanceof Error || types.isNativeError(error)))
    return { type: typeof error, message: 'not an Error' };
  const type = textOf(error, 'name') ?? 'Error';
  const code = textOf(error, 'code');
  const message = textOf(error, 'message') ?? '';
  const stack = textOf(error, 'stack');
  return {
    type,
    ...(code === undefined ? {} : { code }),
    message: safePart(message, type, error) ?? `${code ?? type} (message withheld)`,
    ...(stack === undefined ? {} : { stack: framesOnly(stack, message) }),
  };
}

function safePart(message: string, type: string, error: Error): string | undefined {
  if (error instanceof SafeError || safeNames.has(type) || type.startsWith('KafkaJS') || 'syscall' in error) {
    return message;
  }
  if (type !== 'TypeError' && type !== 'ReferenceError') return undefined;
  return safeTexts.map((text) => text.exec(message)?.[0]).find((part) => part !== undefined);
}

// Anybody may have put anything there.
function textOf(error: Error, key: 'name' | 'code' | 'message' | 'stack'): string | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

// The head of a stack repeats the message, whose lines may look like frames.
function framesOnly(stack: string, message: string): string {
  const head = stack.indexOf(message);
  return stack
    .slice(head < 0 ? 0 : head + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}
