// What may be said about an error in a log or on a span. Drivers and parsers repeat the offending value in
// their messages, so a message is shown only where its author is known not to.
import { types } from 'node:util';
import { foreignText } from './foreign-text.ts';

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

/** Type, code, frames, and the message as far as it is known to hold no value of a record. Never throws. */
export function describeError(error: unknown): ErrorDescription {
  // An error of another realm (a vm context) is an instance of another Error.
  if (!(error instanceof Error || types.isNativeError(error)))
    return { type: typeof error, message: 'not an Error' };
  const type = inShape(nameShape, textOf(error, 'name')) ?? 'Error';
  const code = inShape(codeShape, textOf(error, 'code'));
  const message = textOf(error, 'message') ?? '';
  const stack = textOf(error, 'stack');
  return {
    type,
    ...(code === undefined ? {} : { code }),
    message: safePart(message, type, error) ?? `${code ?? type} (message withheld)`,
    ...(stack === undefined ? {} : { stack: framesOf(stack, message) }),
  };
}

function safePart(message: string, type: string, error: Error): string | undefined {
  if (error instanceof SafeError || safeNames.has(type)) return message;
  return foreignText(error, type, message);
}

// Anybody may have put anything there.
function textOf(error: Error, key: 'name' | 'code' | 'message' | 'stack'): string | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

// A name or a code names code; what looks like a value is none.
const nameShape = /^[A-Za-z_$][\w$.]{0,99}$/;
const codeShape = /^(?=.*[A-Za-z])[\w.:-]{1,100}$|^-?\d{1,6}$/;

function inShape(shape: RegExp, text: string | undefined): string | undefined {
  return text !== undefined && shape.test(text) ? text : undefined;
}

/** The frames of a stack without its head, which repeats the message; a message may have lines that look like frames. */
export function framesOf(stack: string, message: string): string {
  const head = stack.indexOf(message);
  return stack
    .slice(head < 0 ? 0 : head + message.length)
    .split('\n')
    .filter((line) => frame.test(line))
    .join('\n');
}

// `at work (file:///app/a.js:1:2)`, `at async file:///app/a.js:1:2`, `at Array.map (<anonymous>)`
const frame = /^ {4}at [^\n]*(:\d+:\d+\)?|\(<anonymous>\)|\(native\)|\(index \d+\))$/;
