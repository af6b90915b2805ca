// A span as it may leave the process: what is on the allow-list, and of what a client or a library wrote only the part that
// names code. Works on dd-trace's last form of a span, so nothing can be added behind it. Pure, but for the span.
import { framesOf } from './describe-error.ts';
import { isAllowedTag, keepsResource, shapedTags } from './span-allow-list.ts';

/** The parts of dd-trace's finished span that can hold text. */
export interface FinishedSpan {
  name: string;
  resource: string;
  meta: Record<string, string>;
  metrics: Record<string, unknown>;
  meta_struct?: unknown;
  span_events?: unknown;
}

/** Under this name our own code repeats the message that it has put on a span; see `redactSpan`. It never leaves. */
export const vouchedMessage = '_ringtrace.error_message';

/** What dd-trace adds by itself and what is dropped on purpose: nobody needs to hear of it. */
const expected = /^(_ringtrace|_dd|http|network|baggage|events)\b/;

/**
 * Changes the span. An error's message stays if our own code wrote it (`inSpan`, `span.fail`), that is if `describeError` has
 * allowed it; of one that dd-trace took from an error by itself there stay type and frames.
 * `onDropped` hears of each name that is on no list, unless dd-trace has set it by itself.
 */
export function redactSpan(span: FinishedSpan, onDropped: (name: string) => void): void {
  const { meta, metrics } = span;
  const kept: Record<string, string> = {};
  for (const name of Object.keys(meta)) {
    const value = meta[name] as string;
    const shape = shapedTags.get(name);
    if (shape) {
      if (shape.test(value)) kept[name] = value;
    } else if (isAllowedTag(name)) kept[name] = value;
    else if (!rewritten.has(name) && !expected.test(name)) onDropped(name);
  }
  for (const [name, rewrite] of rewritten) {
    const value = meta[name];
    const text = value === undefined || isAllowedTag(name) ? undefined : rewrite(value, meta);
    if (text !== undefined) kept[name] = text;
  }
  const numbers: Record<string, unknown> = {};
  for (const name of Object.keys(metrics)) {
    const value = metrics[name];
    if (isAllowedTag(name) && typeof value === 'number') numbers[name] = value;
    else if (!expected.test(name)) onDropped(name);
  }
  span.resource = resourceOf(span);
  span.meta = kept;
  span.metrics = numbers;
  // Bodies of requests and texts of exceptions.
  span.meta_struct = undefined;
  span.span_events = undefined;
}

type Rewrite = (value: string, meta: FinishedSpan['meta']) => string | undefined;

const rewritten = new Map<string, Rewrite>([
  ['http.url', urlOf],
  ['error.message', messageOf],
  ['error.stack', (stack, meta) => framesOf(stack, meta['error.message'] ?? '') || undefined],
  ['_dd.span_links', linksOf],
]);

// What was asked of us is its route. What we asked of others is where it went: paths hold identifiers.
function urlOf(url: string, meta: FinishedSpan['meta']): string {
  if (meta['span.kind'] === 'server') return meta['http.route'] ?? '/…';
  return `${/^https?:\/\/[\w.:[\]-]+(?=[/?#]|$)/i.exec(url)?.[0] ?? ''}/…`;
}

function messageOf(message: string, meta: FinishedSpan['meta']): string {
  return message === meta[vouchedMessage] ? message : `${meta['error.type'] ?? 'Error'} (message withheld)`;
}

// Each link as dd-trace writes it, without what others have put into a trace's state.
function linksOf(links: string): string | undefined {
  if (!/"(tracestate|attributes)":/.test(links)) return links;
  try {
    const parsed = JSON.parse(links) as Record<string, unknown>[];
    return JSON.stringify(parsed.map(({ trace_id, span_id, flags }) => ({ trace_id, span_id, flags })));
  } catch {
    return undefined;
  }
}

function resourceOf({ name, resource, meta }: FinishedSpan): string {
  const { component, 'http.method': method, 'http.route': route, 'kafka.topic': topic } = meta;
  if (keepsResource(component) || resource === name || resource === topic) return resource;
  if (method === undefined) return name;
  return route === undefined ? method : `${method} ${route}`;
}
