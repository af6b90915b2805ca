// What goes on of a trace's headers. A trace that began elsewhere brings what its sender has put beside its ids, and a sender
// may be anybody: of that only what an honest tracer of Datadog sends is passed on. Pure.
import { shapedTags } from './span-allow-list.ts';

export function sanitizeHeaders(headers: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, keep] of carried) {
    const value = headers[name];
    const text = value === undefined ? undefined : keep(value);
    if (text !== undefined) kept[name] = text;
  }
  return kept;
}

const asItIs = (value: string) => value;

const carried = new Map<string, (value: string) => string | undefined>([
  ['traceparent', asItIs],
  ['tracestate', datadogState],
  ['x-datadog-trace-id', asItIs],
  ['x-datadog-parent-id', asItIs],
  ['x-datadog-sampling-priority', asItIs],
  ['x-datadog-tags', knownTags],
  ['x-datadog-origin', (origin) => (shapedTags.get('_dd.origin')?.test(origin) ? origin : undefined)],
  // Data Streams.
  ['dd-pathway-ctx', asItIs],
  ['dd-pathway-ctx-base64', asItIs],
]);

// `_dd.p.tid=…,_dd.p.dm=…`
function knownTags(tags: string): string | undefined {
  const known = tags.split(',').filter((tag) => {
    const [name = '', value = ''] = tag.split(/=(.*)/s);
    return shapedTags.get(name)?.test(value);
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
