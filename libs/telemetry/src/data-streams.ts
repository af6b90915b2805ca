// Datadog Data Streams Monitoring: which topics and services data flows through, and its latency at each. Every message counts,
// sampled or not. A no-op unless DD_DATA_STREAMS_ENABLED is true.
import { AsyncLocalStorage } from 'node:async_hooks';
import { tracer } from './tracer.ts';

/** A position in the data flow (a pathway context). Runs `work` as if it continued from that position. */
export type DataStream = <T>(work: () => T) => T;

const enabled = process.env.DD_DATA_STREAMS_ENABLED === 'true';
// dd-trace sets the pathway for everything that follows in the same async context, but each message has its own pathway.
// So each message gets its own async scope.
const scope = (): DataStream => AsyncLocalStorage.snapshot() as DataStream;

/** Sets a consume checkpoint. Call it once per consumed message of `topic`; `headers` returns that message's headers. */
export function consumedFrom(topic: string, headers: () => Record<string, string>): DataStream | undefined {
  if (!enabled) return undefined;
  return scope()(() => {
    tracer.dataStreamsCheckpointer.setConsumeCheckpoint('kafka', topic, headers(), false);
    return scope();
  });
}

/**
 * Sets a produce checkpoint and returns the headers that continue the pathway at the receiver. `cause` is the pathway of the
 * consumed message that led to this one, if any.
 */
export function producedTo(topic: string, cause?: DataStream): Record<string, string> {
  const headers: Record<string, string> = {};
  if (enabled) {
    (cause ?? scope())(() => tracer.dataStreamsCheckpointer.setProduceCheckpoint('kafka', topic, headers));
  }
  return headers;
}
