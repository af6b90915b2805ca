// Streams for measuring: each with people of its own, and as much in the windows of the rules as the others.
import { PaymentStream, type StreamOptions } from './payment-stream.ts';

let streams = 0;

/** Unlike any other stream's of this run, and of the last runs: their tokens may still be in nobody's database. */
export function newMarker(): string {
  return `${(Date.now() % 36 ** 4).toString(36).padStart(4, '0')}${(streams++ % 36 ** 2).toString(36).padStart(2, '0')}`;
}

/**
 * A stream that lasts a little more than an hour, whatever its size: every rule's window but that of a day fills, and
 * what lies in it does not depend on `count`.
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

/** The ids of the first payments of a stream: who sends them in another process makes the same. */
export function idsOf(stream: StreamOptions, count: number): string[] {
  return new PaymentStream(stream).take(count).map(({ id }) => id);
}
