// Redacts a span: keeps allow-listed tags, and of text written by clients or libraries only the part that names code. Works
// on dd-trace's final form of a span, so nothing can be added afterwards. Pure, except that it changes the span.
import { framesOf } from './describe-error.ts';
import { isAllowedTag, isResourceAllowed, tagValuePatterns } from './span-allow-list.ts';

/** The parts of dd-trace's finished span that can hold text. */
export interface FinishedSpan {
  name: string;
  resource: string;
  meta: Record<string, string>;
  metrics: Record<string, unknown>;
  meta_struct?: unknown;
  span_events?: unknown;
}

/** Our own code sets this tag to the error message that it put on a span; see `redactSpan`. It never leaves the process. */
export const safeMessageTag = '_ringtrace.error_message';

/** Tags that dd-trace adds on its own and that are dropped on purpose, without a report. */
const droppedSilently = /^(_ringtrace|_dd|http|network|baggage|events)\b/;

/**
 * Changes the span. An error's message stays only if our own code wrote it (`inSpan`, `span.fail`), so `describeError` has
 * allowed it. Errors that dd-trace recorded on its own keep only their type and frames.
 * `onDropped` is called with each tag name that is not allowed, unless dd-trace set the tag on its own.
 */
export function redactSpan(span: FinishedSpan, onDropped: (name: string) => void): void {
  const { meta, metrics } = span;
  const kept: Record<string, string> = {};
  for (const name of Object.keys(meta)) {
    const value = meta[name] as string;
    const pattern = tagValuePatterns.get(name);
    if (pattern) {
      if (pattern.test(value)) kept[name] = value;
    } else if (isAllowedTag(name)) kept[name] = value;
    else if (!rewriters.has(name) && !droppedSilently.test(name)) onDropped(name);
  }
  for (const [name, rewrite] of rewriters) {
    const value = meta[name];
    const text = value === undefined || isAllowedTag(name) ? undefined : rewrite(value, meta);
    if (text !== undefined) kept[name] = text;
  }
  const numbers: Record<string, unknown> = {};
  for (const name of Object.keys(metrics)) {
    const value = metrics[name];
    if (isAllowedTag(name) && typeof value === 'number') numbers[name] = value;
    else if (!droppedSilently.test(name)) onDropped(name);
  }
  span.resource = resourceOf(span);
  span.meta = kept;
  span.metrics = numbers;
  // These hold request bodies and exception messages.
  span.meta_struct = undefined;
  span.span_events = undefined;
}

type Rewrite = (value: string, meta: FinishedSpan['meta']) => string | undefined;

const rewriters = new Map<string, Rewrite>([
  ['http.url', urlOf],
  ['error.message', messageOf],
  ['error.stack', (stack, meta) => framesOf(stack, meta['error.message'] ?? '') || undefined],
  ['_dd.span_links', linksOf],
]);

// Incoming requests show their route, outgoing calls only scheme, host and port: paths hold identifiers.
function urlOf(url: string, meta: FinishedSpan['meta']): string {
  if (meta['span.kind'] === 'server') return meta['http.route'] ?? '/…';
  return `${/^https?:\/\/[\w.:[\]-]+(?=[/?#]|$)/i.exec(url)?.[0] ?? ''}/…`;
}

function messageOf(message: string, meta: FinishedSpan['meta']): string {
  return message === meta[safeMessageTag] ? message : `${meta['error.type'] ?? 'Error'} (message withheld)`;
}

// Span links as dd-trace writes them, without `tracestate` and attributes, which senders control.
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
  if (isResourceAllowed(component) || resource === name || resource === topic) return resource;
  if (method === undefined) return name;
  return route === undefined ? method : `${method} ${route}`;
}
