// How a stream of payments is delivered to analyzers: order, batches, redeliveries and crashes.
import type { TransactionEvent, Verdict } from '@ringtrace/contracts';
import { classifyNeo4jError } from '@ringtrace/traced-neo4j';
import fc from 'fast-check';
import type { Analyzer, DiesAfter } from '../src/analyzers.fixture.ts';

const oneOf = (count: number) => fc.infiniteStream(fc.nat(count - 1).map((number) => number === 0));

export const delivery = fc.record({
  /** Payments are delivered in the order of these numbers. */
  places: fc.infiniteStream(fc.nat(1_000_000)),
  sizes: fc.infiniteStream(fc.integer({ min: 1, max: 12 })),
  isCopied: oneOf(8),
  /** A processed batch is redelivered, as when its offset could not be committed. */
  isRedelivered: oneOf(8),
  deaths: fc.infiniteStream(
    fc.constantFrom<DiesAfter | undefined>('write', 'evaluate', 'store', ...Array(6).fill(undefined)),
  ),
  analyzers: fc.integer({ min: 1, max: 3 }),
});
export type Delivery = typeof delivery extends fc.Arbitrary<infer Value> ? Value : never;

/**
 * Each analyzer takes the next batch when it is done with one. The payments of a batch at which it died are redelivered,
 * perhaps in other batches and to another analyzer. Resolves with all published verdicts.
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
        else if (next(how.isRedelivered)) waiting.push(...batch);
      }
    }),
  );
  return published;
}

/** Lock conflicts between analyzers are transient: the transport redelivers the batch. */
function noneIfTransient(error: unknown): undefined {
  if (classifyNeo4jError(error) !== 'transient') throw error;
}
