// Filters trace headers before they are propagated. A trace that began elsewhere can carry anything its sender put next to the
// ids. Only values that a Datadog tracer itself would send are kept. Pure.
import { tagValuePatterns } from './span-allow-list.ts';

export function sanitizeHeaders(headers: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, sanitize] of propagated) {
    const value = headers[name];
    const text = value === undefined ? undefined : sanitize(value);
    if (text !== undefined) kept[name] = text;
  }
  return kept;
}

const unchanged = (value: string) => value;

const propagated = new Map<string, (value: string) => string | undefined>([
  ['traceparent', unchanged],
  ['tracestate', datadogState],
  ['x-datadog-trace-id', unchanged],
  ['x-datadog-parent-id', unchanged],
  ['x-datadog-sampling-priority', unchanged],
  ['x-datadog-tags', knownTags],
  ['x-datadog-origin', (origin) => (tagValuePatterns.get('_dd.origin')?.test(origin) ? origin : undefined)],
  // Data Streams Monitoring.
  ['dd-pathway-ctx', unchanged],
  ['dd-pathway-ctx-base64', unchanged],
]);

// `_dd.p.tid=…,_dd.p.dm=…`
function knownTags(tags: string): string | undefined {
  const known = tags.split(',').filter((tag) => {
    const [name = '', value = ''] = tag.split(/=(.*)/s);
    return tagValuePatterns.get(name)?.test(value);
  });
  return known.length === 0 ? undefined : known.join(',');
}

// `dd=s:1;p:…;t.dm:-1,other=…`
const stateMember =
  /^(s:-?\d|p:[0-9a-f]{16}|t\.tid:[0-9a-f]{16}|t\.dm:-\d{1,2}|t\.ts:[0-9a-f]{2}|t\.ksr:[01](\.\d{1,6})?)$/;

function datadogState(state: string): string | undefined {
  const own = state.split(',').find((vendor) => vendor.startsWith('dd='));
  const known =
    own
      ?.slice(3)
      .split(';')
      .filter((member) => stateMember.test(member)) ?? [];
  return known.length === 0 ? undefined : `dd=${known.join(';')}`;
}
