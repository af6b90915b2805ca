// The last step of a shutdown. dd-trace sends every two seconds and has no public flush. Without this, the spans of a
// process's last moments, often the ones an incident is about, would never arrive.
import { tracer } from './tracer.ts';

interface WithExporter {
  _tracer?: { _exporter?: { flush?: (done: () => void) => void } };
}

/** Sends finished spans. Resolves when the agent has responded, or after `timeoutMs` at the latest. Never rejects. */
export async function flushTraces(timeoutMs = 2_000): Promise<void> {
  const exporter = (tracer as unknown as WithExporter)._tracer?._exporter;
  if (typeof exporter?.flush !== 'function') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, timeoutMs);
    exporter.flush?.(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
