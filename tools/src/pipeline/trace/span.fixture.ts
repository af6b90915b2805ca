// A span for specs, with defaults.
import type { ReceivedSpan } from './read-spans.ts';

export function span(spanId: string, parentId: string, more: Partial<ReceivedSpan> = {}): ReceivedSpan {
  return {
    traceId: 'aa',
    spanId,
    parentId,
    service: 'ingestor',
    name: `span-${spanId}`,
    resource: `span-${spanId}`,
    type: '',
    startNs: Number(spanId) * 1e6,
    durationNs: 2e6,
    error: false,
    tags: {},
    ...more,
  };
}
