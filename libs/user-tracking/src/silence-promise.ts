// Tracking waits for nothing. A promise where a value belongs counts as no value, and its failure must not end the process
// as one that nobody handles. Pure.

export function notAwaited(value: unknown): unknown {
  if (value instanceof Promise) void value.catch(() => undefined);
  return value;
}
