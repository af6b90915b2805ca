// What may be said about an error in a log or on a span. Drivers and parsers repeat the offending value in
// their messages, so a message is shown only where its author is known not to.

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

const safeNames = new Set(['TypeError', 'ReferenceError', 'AbortError', 'TimeoutError', 'AssertionError']);

/** Type, code, frames, and the message if it is known to hold no value of a record. Never throws. */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error' };
  const code = codeOf(error);
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    message: mayShowMessage(error) ? error.message : `${code ?? error.name} (message withheld)`,
    ...(error.stack === undefined ? {} : { stack: framesOnly(error.stack) }),
  };
}

function mayShowMessage(error: Error): boolean {
  return (
    error instanceof SafeError ||
    safeNames.has(error.name) ||
    error.name.startsWith('KafkaJS') ||
    'syscall' in error
  );
}

function codeOf(error: Error): string | undefined {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined;
}

// The head of a stack repeats the message, over several lines if it has any.
function framesOnly(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}
