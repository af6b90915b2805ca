// Streams for measurements. Each has its own people, and equally full rule windows.
import { PaymentStream, type StreamOptions } from './payment-stream.ts';

let streams = 0;

/** Unique among the streams of this run and, most likely, of earlier runs. */
export function newMarker(): string {
  return `${(Date.now() % 36 ** 4).toString(36).padStart(4, '0')}${(streams++ % 36 ** 2).toString(36).padStart(2, '0')}`;
}

/**
 * A stream of a little more than an hour, whatever its size: every rule's window except that of a day is filled, and how
 * full it is does not depend on `count`.
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

/** The ids of a stream's first payments; another process that sends the stream generates the same. */
export function idsOf(stream: StreamOptions, count: number): string[] {
  return new PaymentStream(stream).take(count).map(({ id }) => id);
}
