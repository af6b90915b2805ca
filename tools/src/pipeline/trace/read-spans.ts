// Reads the spans that the test agent has received, as one flat list with exact ids.

export interface ReceivedSpan {
  /** Hex: 128 bits if the tracer sent the upper half, otherwise 64. */
  traceId: string;
  /** Decimal. */
  spanId: string;
  /** Decimal, `0` for a root. */
  parentId: string;
  service: string;
  name: string;
  resource: string;
  type: string;
  /** Epoch nanoseconds. */
  startNs: number;
  durationNs: number;
  error: boolean;
  /** All tags; numeric ones as text. */
  tags: Record<string, string>;
}

interface WireSpan {
  trace_id: string;
  span_id: string;
  parent_id: string | null;
  service: string;
  name: string;
  resource: string;
  type: string | null;
  start: number;
  duration: number;
  error: number;
  meta?: Record<string, string>;
  metrics?: Record<string, number>;
}

/** All spans since the agent started or the last `clearSpans`. */
export async function readSpans(agentUrl: string): Promise<ReceivedSpan[]> {
  const response = await fetch(new URL('/test/session/traces', agentUrl));
  if (!response.ok) throw new Error(`the test agent answered ${response.status}`);
  // Ids have 64 bits and would lose digits as JSON numbers.
  const text = (await response.text()).replace(/"(trace_id|span_id|parent_id)":\s*(\d+)/g, '"$1":"$2"');
  return (JSON.parse(text) as WireSpan[][]).flatMap(chunkToSpans);
}

/** Discards all spans received so far. */
export async function clearSpans(agentUrl: string): Promise<void> {
  const response = await fetch(new URL('/test/session/clear', agentUrl));
  if (!response.ok) throw new Error(`the test agent answered ${response.status}`);
}

// The tracer sends the upper half of a 128-bit trace id once per chunk.
function chunkToSpans(chunk: WireSpan[]): ReceivedSpan[] {
  const upper = chunk.find((span) => span.meta?.['_dd.p.tid'])?.meta?.['_dd.p.tid'] ?? '';
  return chunk.map((span) => ({
    traceId: upper + BigInt(span.trace_id).toString(16).padStart(16, '0'),
    spanId: span.span_id,
    parentId: span.parent_id ?? '0',
    service: span.service,
    name: span.name,
    resource: span.resource,
    type: span.type ?? '',
    startNs: span.start,
    durationNs: span.duration,
    error: span.error === 1,
    tags: {
      ...span.meta,
      ...Object.fromEntries(Object.entries(span.metrics ?? {}).map(([k, v]) => [k, String(v)])),
    },
  }));
}
