// The client's own limit on a wait. The server ends what runs too long by itself; this is for a server that has
// stopped answering at all, where the driver would wait minutes.
import { deadlineExceeded } from './neo4j-errors.ts';

/** Settles as `work` does, or with `DeadlineExceeded` after `ms`. The work itself is not stopped. */
export async function withDeadline<T>(work: PromiseLike<T>, ms: number, statement: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(deadlineExceeded(statement)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
