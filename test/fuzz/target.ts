// What is fuzzed, how a fast-check property is tried, and the outcome.
import { inspect } from 'node:util';
import fc from 'fast-check';

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

export interface Tries {
  /** Number of inputs. */
  cases: number;
  seed: number;
  /** Inputs tried per run of the property. Default 1. */
  casesPerRun?: number;
}

export async function checkProperty<Ts>(
  property: fc.IRawProperty<Ts, boolean>,
  { cases, seed, casesPerRun = 1 }: Tries,
): Promise<Outcome> {
  const numRuns = Math.ceil(cases / casesPerRun);
  const result = await fc.check(property, { numRuns, seed });
  const tried = (result.numRuns + result.numShrinks) * casesPerRun;
  if (!result.failed) return { cases: tried, findings: [] };
  const { errorInstance } = result;
  const single = errorInstance instanceof BrokenPromise ? errorInstance.input : undefined;
  const input = inspect(readable(single ?? result.counterexample), { depth: 8, maxStringLength: 1_000 });
  return { cases: tried, findings: [`${String(errorInstance)}\ninput: ${input}`] };
}

function readable(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  return Array.isArray(value) ? value.map(readable) : value;
}
