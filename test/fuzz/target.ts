// What is fuzzed, and the outcome.

/** Something that takes external input, with an invariant that no input may break. */
export interface Target {
  name: string;
  /** The promise, for the final table. */
  promise: string;
  /** Number of inputs: on demand, and in CI. */
  cases: { whole: number; short: number };
  run(cases: number, seed: number): Promise<Outcome>;
}

export interface Outcome {
  /** Inputs that were actually tried. */
  cases: number;
  /** One entry per broken promise, with how to reproduce it. */
  findings: string[];
  /** Other remarks about the run. */
  note?: string;
}

/** Thrown by an invariant when an input breaks the promise. */
export class BrokenPromise extends Error {
  /** Index of the input, where several are tried together. */
  input?: unknown;
}

export function hold(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new BrokenPromise(promise);
}
