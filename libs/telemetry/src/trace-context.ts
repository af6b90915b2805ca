// Trace identity as text headers, for carriers that dd-trace does not fill itself.
import { sanitizeHeaders } from './sanitize-headers.ts';
import { type TraceContext, tracer } from './tracer.ts';

/**
 * The headers (W3C and Datadog) that let a receiver continue the trace of `context`. A trace that began elsewhere brings what its
 * sender has put beside its ids: of that only what an honest tracer of Datadog sends goes on.
 */
export function contextToHeaders(context: TraceContext): Record<string, string> {
  const headers: Record<string, string> = {};
  tracer.inject(context, 'text_map', headers);
  return sanitizeHeaders(headers);
}

/** The sender's context, or undefined if the headers carry none that can be read. Values must be strings. Never throws. */
export function contextFromHeaders(headers: Record<string, string>): TraceContext | undefined {
  const context = tracer.extract('text_map', headers);
  // dd-trace reads an id that is no number as 0, which would put all such senders into one trace.
  if (context === null || context.toTraceId() === '0' || context.toSpanId() === '0') return undefined;
  return context;
}
