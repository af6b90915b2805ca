// How a stream reaches analyzers: in which order, cut where, what comes again, and who dies at it.
import type { TransactionEvent, Verdict } from '@ringtrace/contracts';
import { classifyNeo4jError } from '@ringtrace/traced-neo4j';
import fc from 'fast-check';
import type { Analyzer, DiesAfter } from '../src/analyzers.fixture.ts';

const oneOf = (count: number) => fc.infiniteStream(fc.nat(count - 1).map((number) => number === 0));

export const delivery = fc.record({
  /** Payments come in the order of these. */
  places: fc.infiniteStream(fc.nat(1_000_000)),
  sizes: fc.infiniteStream(fc.integer({ min: 1, max: 12 })),
  isCopied: oneOf(8),
  /** A batch that has been judged comes again, as when its offset could not be kept. */
  isResent: oneOf(8),
  deaths: fc.infiniteStream(
    fc.constantFrom<DiesAfter | undefined>('write', 'evaluate', 'store', ...Array(6).fill(undefined)),
  ),
  analyzers: fc.integer({ min: 1, max: 3 }),
});
export type Delivery = typeof delivery extends fc.Arbitrary<infer Value> ? Value : never;

/**
 * Each analyzer takes the next batch when it is done with one. What it died at comes again, perhaps cut anew and to another
 * one. Resolves with all verdicts that were published.
 */
export async function deliver(
  events: readonly TransactionEvent[],
  how: Delivery,
  analyzers: readonly Analyzer[],
): Promise<Verdict[]> {
  const next = <Value>(stream: Iterator<Value>): Value => stream.next().value as Value;
  const waiting = events
    .flatMap((event) => (next(how.isCopied) ? [event, event] : [event]))
    .map((event) => ({ event, place: next(how.places) }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event);
  const published: Verdict[] = [];
  await Promise.all(
    analyzers.map(async (analyzer) => {
      while (waiting.length > 0) {
        const batch = waiting.splice(0, next(how.sizes));
        const diesAfter = next(how.deaths);
        const verdicts = await analyzer.judge(batch, diesAfter).catch(noneIfTransient);
        published.push(...(verdicts ?? []));
        if (diesAfter !== undefined || verdicts === undefined) waiting.unshift(...batch);
        else if (next(how.isResent)) waiting.push(...batch);
      }
    }),
  );
  return published;
}

/** What analyzers do to each other's locks is not the batch's fault: the transport brings it again. */
function noneIfTransient(error: unknown): undefined {
  if (classifyNeo4jError(error) !== 'transient') throw error;
}
