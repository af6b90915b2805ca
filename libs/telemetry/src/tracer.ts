// The only file besides start.ts and boot-check.ts that names dd-trace.
import ddTrace from 'dd-trace';

/** dd-trace's tracer. Every call on it is a cheap no-op while tracing is not live. */
export const { tracer } = ddTrace;

/** Identity of a span for use as a parent or link; survives the span and the process. */
export type TraceContext = ddTrace.SpanContext;
export type RawSpan = ddTrace.Span;

/** False when an agent or a rule upstream has decided to drop this trace: detail spans would be wasted. */
export function isSampled(context: TraceContext): boolean {
  return context.toTraceparent().endsWith('1');
}
