// Trace identity as text headers, for carriers that dd-trace does not fill itself.
import { type TraceContext, tracer } from './tracer.ts';

/** The headers (W3C and Datadog) that let a receiver continue the trace of `context`. */
export function contextToHeaders(context: TraceContext): Record<string, string> {
  const headers: Record<string, string> = {};
  tracer.inject(context, 'text_map', headers);
  return headers;
}

/** The sender's context, or undefined if the headers carry none. Values must be strings. */
export function contextFromHeaders(headers: Record<string, string>): TraceContext | undefined {
  return tracer.extract('text_map', headers) ?? undefined;
}
