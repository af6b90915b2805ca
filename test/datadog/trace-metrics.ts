// The metrics that Datadog computes from spans: `trace.<span name>` with its latencies, `.hits`, `.errors`. It does so
// for spans that are measured or the first of their service in a trace, and with these tags only.
import type { ReceivedSpan } from '@ringtrace/tools';
import type { EmittedMetrics } from './emitted.ts';

export function addTraceMetrics(emitted: EmittedMetrics, spans: readonly ReceivedSpan[]): void {
  for (const { name, service, resource, tags } of spans) {
    if (tags['_dd.measured'] !== '1' && tags['_dd.top_level'] !== '1') continue;
    const { env = '', version = '' } = tags;
    const known = { service, env, version, resource_name: resource };
    emitted.add(`trace.${name}`, 'distribution', known);
    emitted.add(`trace.${name}.hits`, 'count', known);
    emitted.add(`trace.${name}.errors`, 'count', known);
  }
}
