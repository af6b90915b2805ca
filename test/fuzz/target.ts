// What is fuzzed, and what came of it.

/** Something that takes input from outside, with an invariant that no input may break. */
export interface Target {
  name: string;
  /** What no input may do, for the table in the end. */
  promise: string;
  /** How many inputs: on demand, and in CI. */
  cases: { whole: number; short: number };
  run(cases: number, seed: number): Promise<Outcome>;
}

export interface Outcome {
  /** Inputs that were really tried. */
  cases: number;
  /** One entry per broken promise, with what repeats it. */
  findings: string[];
  /** What else there is to say of the run. */
  note?: string;
}

/** Thrown by an invariant: this input broke a promise. */
export class BrokenPromise extends Error {
  /** Which of several inputs it was, where they are tried together. */
  input?: unknown;
}

export function hold(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new BrokenPromise(promise);
}
