// Trace context as text headers, for carriers that dd-trace does not fill itself.
import { sanitizeHeaders } from './sanitize-headers.ts';
import { type TraceContext, tracer } from './tracer.ts';

/**
 * The headers (W3C and Datadog) that let a receiver continue the trace of `context`. Values that an upstream sender added are
 * kept only if a Datadog tracer would send them (see sanitize-headers.ts).
 */
export function contextToHeaders(context: TraceContext): Record<string, string> {
  const headers: Record<string, string> = {};
  tracer.inject(context, 'text_map', headers);
  return sanitizeHeaders(headers);
}

/** The sender's context, or undefined if the headers hold no valid one. Values must be strings. Never throws. */
export function contextFromHeaders(headers: Record<string, string>): TraceContext | undefined {
  const context = tracer.extract('text_map', headers);
  // dd-trace parses a non-numeric id as 0, which would put all such senders into one trace.
  if (context === null || context.toTraceId() === '0' || context.toSpanId() === '0') return undefined;
  return context;
}
