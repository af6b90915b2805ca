// Streams for measurements: each has its own people and the same load in the rules' windows.
import { PaymentStream, type StreamOptions } from './payment-stream.ts';

let streams = 0;

/** Unique within this run, and different from recent runs, whose tokens may still be in a database. */
export function newMarker(): string {
  return `${(Date.now() % 36 ** 4).toString(36).padStart(4, '0')}${(streams++ % 36 ** 2).toString(36).padStart(2, '0')}`;
}

/**
 * A stream that lasts a little more than an hour whatever its size. It fills every rule's window except those of a day,
 * and what lies in a window does not depend on `count`.
 */
export function streamOf(count: number, more: Partial<StreamOptions> = {}): StreamOptions {
  const spanSeconds = 4_000;
  return {
    seed: 1,
    marker: newMarker(),
    startAtMs: Date.now() - (spanSeconds + 600) * 1_000,
    accounts: Math.max(500, Math.round(count * 1.25)),
    perSecond: count / spanSeconds,
    ...more,
  };
}

/** The ids of the first payments of a stream, as another process that generates the same stream sends them. */
export function idsOf(stream: StreamOptions, count: number): string[] {
  return new PaymentStream(stream).take(count).map(({ id }) => id);
}
