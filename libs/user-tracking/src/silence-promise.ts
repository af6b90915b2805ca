// Tracking never waits. A promise returned by an option counts as no value, but its rejection must not end the process as an
// unhandled one. Pure.

/** Returns `value`. If it is a promise, its rejection is ignored. */
export function silencePromise(value: unknown): unknown {
  if (value instanceof Promise) void value.catch(() => undefined);
  return value;
}
