// Turns a fast-check property into an outcome: how many inputs were tried, and the smallest one that breaks it.
import { inspect } from 'node:util';
import fc from 'fast-check';
import { BrokenPromise, type Outcome } from './target.ts';

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
