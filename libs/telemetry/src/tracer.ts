// The only module besides start.ts that imports dd-trace.
import ddTrace from 'dd-trace';

/** dd-trace's tracer. While tracing is not live, every call on it is a cheap no-op. */
export const { tracer } = ddTrace;

/** Identity of a span, for use as a parent or link. Stays valid after the span and the process have ended. */
export type TraceContext = ddTrace.SpanContext;
export type RawSpan = ddTrace.Span;

/** False if an agent or an upstream rule has decided to drop this trace. Detail spans would be wasted then. */
export function isSampled(context: TraceContext): boolean {
  return context.toTraceparent().endsWith('1');
}
