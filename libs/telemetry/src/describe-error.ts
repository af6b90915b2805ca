// What a log line or span may show of an error. Drivers and parsers repeat the offending value in their messages, so a
// message is shown only if it is known to hold no values.
import { types } from 'node:util';
import { thirdPartyMessage } from './third-party-message.ts';

export interface ErrorDescription {
  type: string;
  code?: string;
  message: string;
  stack?: string;
}

/** An error with a message that is safe to show: it names fields, topics and codes, never values. */
export abstract class SafeError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

// The messages of these errors are fixed texts.
const safeNames = new Set(['AbortError', 'TimeoutError']);

/** Type, code and stack frames, and the message if it is known to hold no value of a record. Never throws. */
export function describeError(error: unknown): ErrorDescription {
  // Errors from another realm (a vm context) are not instances of this realm's Error.
  if (!(error instanceof Error || types.isNativeError(error)))
    return { type: typeof error, message: 'not an Error' };
  const type = inShape(nameShape, textOf(error, 'name')) ?? 'Error';
  const code = inShape(codeShape, textOf(error, 'code'));
  const message = textOf(error, 'message') ?? '';
  const stack = textOf(error, 'stack');
  return {
    type,
    ...(code === undefined ? {} : { code }),
    message: safeMessage(message, type, error) ?? `${code ?? type} (message withheld)`,
    ...(stack === undefined ? {} : { stack: framesOf(stack, message) }),
  };
}

function safeMessage(message: string, type: string, error: Error): string | undefined {
  if (error instanceof SafeError || safeNames.has(type)) return message;
  return thirdPartyMessage(error, type, message);
}

// Any code may have assigned values of any type to these properties.
function textOf(error: Error, key: 'name' | 'code' | 'message' | 'stack'): string | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

// Names and codes must look like identifiers. Anything that could be a value is dropped.
const nameShape = /^[A-Za-z_$][\w$.]{0,99}$/;
const codeShape = /^(?=.*[A-Za-z])[\w.:-]{1,100}$|^-?\d{1,6}$/;

function inShape(shape: RegExp, text: string | undefined): string | undefined {
  return text !== undefined && shape.test(text) ? text : undefined;
}

/** The frames of a stack, without its head, which repeats the message. A message may have lines that look like frames. */
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
