// Spans that always end. One piece of work can stand in several traces at once: a statement that serves a batch
// of transactions runs once and appears, with its true times, in the trace of every sampled one of them.
import { AsyncLocalStorage } from 'node:async_hooks';
import { describeError } from './describe-error.ts';
import { vouchedMessage } from './redact-span.ts';
import { spanTags, type Tags } from './span-tags.ts';
import { isSampled, type RawSpan, type TraceContext, tracer } from './tracer.ts';

export interface SpanOptions {
  /**
   * Default: the active span, and within `inSpans` also every sampled one of its spans. A context given here means
   * this trace only; `null` starts a trace of its own.
   */
  parent?: TraceContext | null | undefined;
  kind?: 'client' | 'producer' | 'consumer' | 'internal';
  /** What is worked on, of low cardinality and without values: a topic, a statement, a route. */
  resource?: string;
  type?: string;
  tags?: Tags;
  links?: TraceContext[];
  /** Epoch milliseconds; a time in the future (clock skew) counts as now. */
  startTime?: number;
}

/** A span as work sees it: it can be described, failed and referred to, but not left open. */
export interface TracedSpan {
  readonly context: TraceContext;
  tag(tags: Tags): void;
  /** Marks the span as failed. The error's message is shown only as far as `describeError` allows. */
  fail(error: unknown): void;
}

// The spans, one per sampled trace, under which nested work of the current batch is shown as well.
const sharedBy = new AsyncLocalStorage<TraceContext[]>();

/**
 * Runs `work` inside a span that ends when `work` settles, with the error if it throws (rethrown unchanged).
 * Within `inSpans`, the span is shown in each of those traces too (see `parent`).
 */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: TracedSpan) => T | Promise<T>,
) {
  const own = openSpan(name, options);
  const shared = options.parent === undefined ? (sharedBy.getStore() ?? []) : [];
  const copies = shared.map((parent) => openSpan(name, { ...options, parent }));
  const span = asOne(own, copies);
  try {
    const nested = copies.map((copy) => copy.context());
    return await sharedBy.run(nested, () => tracer.scope().activate(own, () => work(span)));
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    for (const each of [own, ...copies]) each.finish();
  }
}

/** Within `inSpans`: what `work` opens is shown only in those of its traces to which it matters. */
export function inTracesOf<T>(contexts: ReadonlySet<TraceContext>, work: () => T): T {
  const shared = sharedBy.getStore() ?? [];
  return sharedBy.run(
    shared.filter((context) => contexts.has(context)),
    work,
  );
}

/**
 * Runs `work` once on behalf of many traces: opens one span per entry, ends them all when `work` settles. Spans
 * opened inside appear under the span that was active before and under each sampled one of these. In a trace that is not
 * sampled a span is made only if it fails; until then its context is its parent's.
 */
export async function inSpans<T>(
  name: string,
  entries: SpanOptions[],
  work: (spans: TracedSpan[]) => T | Promise<T>,
): Promise<T> {
  const opened = entries.map((options) =>
    options.parent && !isSampled(options.parent)
      ? lazySpan(name, { ...options, parent: options.parent })
      : eagerSpan(name, options),
  );
  const spans = opened.map(({ span }) => span);
  const sampled = spans.map(({ context }) => context).filter(isSampled);
  try {
    return await sharedBy.run(sampled, () => work(spans));
  } catch (error) {
    for (const span of spans) span.fail(error);
    throw error;
  } finally {
    for (const each of opened) each.finish();
  }
}

/** Records a stretch of time from `startTime` to now, such as the wait of a record in a queue. */
export function recordSpan(name: string, options: SpanOptions): void {
  openSpan(name, options).finish();
}

/** Runs `work` with no span active and nothing shared: for consumers and timers that must not join a trace. */
export function outsideTrace<T>(work: () => T): T {
  return sharedBy.run([], () => tracer.scope().activate(null as never, work));
}

/** Runs `work` with this span as the active one, so that what it starts becomes a child. */
export function withinSpan<T>(span: TracedSpan, work: () => T): T {
  return sharedBy.run([], () => tracer.scope().activate((rawSpans.get(span) ?? null) as RawSpan, work));
}

/** Identity of the active span, if there is one. */
export function activeContext(): TraceContext | undefined {
  return tracer.scope().active()?.context();
}

const rawSpans = new WeakMap<TracedSpan, RawSpan>();

function openSpan(name: string, options: SpanOptions): RawSpan {
  const parent = options.parent === undefined ? activeContext() : options.parent;
  return tracer.startSpan(name, {
    ...(parent ? { childOf: parent } : {}),
    ...(isPast(options.startTime) ? { startTime: options.startTime } : {}),
    ...(options.links ? { links: options.links.map((context) => ({ context })) } : {}),
    tags: {
      ...options.tags,
      [spanTags.component]: 'ringtrace',
      ...(options.kind ? { [spanTags.kind]: options.kind } : {}),
      ...(options.resource ? { 'resource.name': options.resource } : {}),
      ...(options.type ? { 'span.type': options.type } : {}),
    },
  });
}

function eagerSpan(name: string, options: SpanOptions) {
  const raw = openSpan(name, options);
  return { span: asOne(raw, []), finish: () => raw.finish() };
}

// Nobody will look at it, unless it fails: agents keep traces with errors that were not sampled.
function lazySpan(name: string, options: SpanOptions & { parent: TraceContext }) {
  const startTime = options.startTime ?? Date.now();
  let tags = options.tags;
  let raw: RawSpan | undefined;
  const span: TracedSpan = {
    get context() {
      return raw?.context() ?? options.parent;
    },
    tag: (more) => {
      tags = { ...tags, ...more };
      raw?.addTags(more as Record<string, unknown>);
    },
    fail: (error) => {
      raw ??= openSpan(name, { ...options, startTime, ...(tags && { tags }) });
      rawSpans.set(span, raw);
      markFailed([raw], error);
    },
  };
  return { span, finish: () => raw?.finish() };
}

function asOne(own: RawSpan, copies: RawSpan[]): TracedSpan {
  const all = [own, ...copies];
  const span: TracedSpan = {
    context: own.context(),
    tag: (tags) => {
      for (const each of all) each.addTags(tags as Record<string, unknown>);
    },
    fail: (error) => markFailed(all, error),
  };
  rawSpans.set(span, own);
  return span;
}

function markFailed(spans: RawSpan[], error: unknown): void {
  const { type, message, stack } = describeError(error);
  for (const span of spans) {
    span.addTags({
      error: true,
      [spanTags.errorType]: type,
      [spanTags.errorMessage]: message,
      [vouchedMessage]: message,
      [spanTags.errorStack]: stack,
    });
  }
}

// Spans end by the clock of their own trace, which dd-trace starts at a whole millisecond: any other clock would make
// them longer, or end before they began. Hence also the millisecond here.
function isPast(timeMs: number | undefined): timeMs is number {
  return timeMs !== undefined && timeMs < Date.now() - 1;
}

/** Tags the active span if it has this name, and returns it; undefined if another or no span is active. */
export function tagActiveSpan(name: string, tags: Tags): TracedSpan | undefined {
  const active = tracer.scope().active();
  if (active === null || operationName(active) !== name) return undefined;
  const span = asOne(active, []);
  span.tag(tags);
  return span;
}

// dd-trace has no public way to read a span's name.
function operationName(span: RawSpan): string | undefined {
  return (span.context() as unknown as { _name?: string })._name;
}
