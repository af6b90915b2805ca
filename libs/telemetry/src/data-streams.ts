// Datadog's Data Streams: through which topics and services data flows, and how old it is at each. Counted for every message,
// sampled or not. Nothing happens unless DD_DATA_STREAMS_ENABLED is true.
import { AsyncLocalStorage } from 'node:async_hooks';
import { tracer } from './tracer.ts';

/** A place in the flow of data, from which it goes on. Runs what it is given as if it were there. */
export type DataStream = <T>(work: () => T) => T;

const enabled = process.env.DD_DATA_STREAMS_ENABLED === 'true';
// dd-trace sets the place for all that follows; each message has a place of its own, so each is kept in a scope of its own.
const scope = (): DataStream => AsyncLocalStorage.snapshot() as DataStream;

/** A message of `topic` was taken in hand: once for each message. `headers` are its own. */
export function consumedFrom(topic: string, headers: () => Record<string, string>): DataStream | undefined {
  if (!enabled) return undefined;
  return scope()(() => {
    tracer.dataStreamsCheckpointer.setConsumeCheckpoint('kafka', topic, headers(), false);
    return scope();
  });
}

/** A message is sent to `topic`, because of another one or of itself. The headers tell its receiver. */
export function producedTo(topic: string, because?: DataStream): Record<string, string> {
  const headers: Record<string, string> = {};
  if (enabled) {
    (because ?? scope())(() => tracer.dataStreamsCheckpointer.setProduceCheckpoint('kafka', topic, headers));
  }
  return headers;
}
