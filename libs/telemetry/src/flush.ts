// The last step of a shutdown. dd-trace sends every two seconds and has no public flush, so without this the spans
// of a process's last moments, the ones an incident is about, never arrive.
import { setTimeout as wait } from 'node:timers/promises';
import { tracer } from './tracer.ts';

interface WithExporter {
  _tracer?: { _exporter?: { flush?: (done: () => void) => void } };
}

/** Sends finished spans. Resolves when the agent has answered, or after `timeoutMs` if it does not. Never throws. */
export async function flushTraces(timeoutMs = 2_000): Promise<void> {
  const exporter = (tracer as unknown as WithExporter)._tracer?._exporter;
  if (typeof exporter?.flush !== 'function') return;
  const sent = new Promise<void>((resolve) => exporter.flush?.(resolve));
  const giveUp = new AbortController();
  await Promise.race([sent, wait(timeoutMs, undefined, { signal: giveUp.signal }).catch(() => undefined)]);
  giveUp.abort();
}
