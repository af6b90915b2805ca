// A client-side timeout. The server terminates long transactions itself; this is for a server that has stopped responding,
// for which the driver would wait minutes.
import { deadlineExceeded } from './neo4j-errors.ts';

/** Settles like `work`, or rejects with `DeadlineExceeded` after `ms`, if that is finite. Does not cancel the work. */
export async function withDeadline<T>(work: PromiseLike<T>, ms: number, statement: string): Promise<T> {
  if (ms === Number.POSITIVE_INFINITY) return work;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(deadlineExceeded(statement)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
