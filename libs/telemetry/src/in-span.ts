// Spans that always end. One piece of work can appear in several traces: a statement that serves a batch of transactions
// runs once and shows up, with its real times, in the trace of every sampled transaction.
import { AsyncLocalStorage } from 'node:async_hooks';
import { describeError } from './describe-error.ts';
import { safeMessageTag } from './redact-span.ts';
import { spanTags, type Tags } from './span-tags.ts';
import { isSampled, type RawSpan, type TraceContext, tracer } from './tracer.ts';

export interface SpanOptions {
  /**
   * Default: the active span and, within `inSpans`, each of its sampled spans as well. A context puts the span into
   * that trace only; `null` starts a new trace.
   */
  parent?: TraceContext | null | undefined;
  kind?: 'client' | 'producer' | 'consumer' | 'internal';
  /** What the span works on: a topic, a statement, a route. Low cardinality, no values. */
  resource?: string;
  type?: string;
  tags?: Tags;
  links?: TraceContext[];
  /** Epoch milliseconds. A time in the future (clock skew) counts as now. */
  startTime?: number;
}

/** A span as the traced work sees it. It can be tagged, failed and used as a parent, but not left open. */
export interface TracedSpan {
  readonly context: TraceContext;
  tag(tags: Tags): void;
  /** Marks the span as failed. The error's message is shown only if `describeError` allows it. */
  fail(error: unknown): void;
}

// Parent spans, one per sampled trace, for work nested in the current batch.
const batchContexts = new AsyncLocalStorage<TraceContext[]>();

/**
 * Runs `work` inside a span that ends when `work` settles. If `work` throws, the span fails and the error is rethrown
 * unchanged. Within `inSpans` the span appears in each of those traces too (see `parent`).
 */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: TracedSpan) => T | Promise<T>,
) {
  const own = startRawSpan(name, options);
  const shared = options.parent === undefined ? (batchContexts.getStore() ?? []) : [];
  const copies = shared.map((parent) => startRawSpan(name, { ...options, parent }));
  const span = combineSpans(own, copies);
  try {
    const nested = copies.map((copy) => copy.context());
    return await batchContexts.run(nested, () => tracer.scope().activate(own, () => work(span)));
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    for (const each of [own, ...copies]) each.finish();
  }
}

/** Within `inSpans`: spans that `work` opens appear only in these traces. */
export function inTracesOf<T>(contexts: ReadonlySet<TraceContext>, work: () => T): T {
  const shared = batchContexts.getStore() ?? [];
  return batchContexts.run(
    shared.filter((context) => contexts.has(context)),
    work,
  );
}

/**
 * Runs `work` once on behalf of many traces: starts one span per entry and ends them all when `work` settles. Spans started
 * inside appear under the previously active span and under each sampled span of the entries. In an unsampled trace a
 * span is created only if it fails; until then its context is its parent's.
 */
export async function inSpans<T>(
  name: string,
  entries: SpanOptions[],
  work: (spans: TracedSpan[]) => T | Promise<T>,
): Promise<T> {
  const opened = entries.map((options) =>
    options.parent && !isSampled(options.parent)
      ? lazySpan(name, { ...options, parent: options.parent })
      : startSpan(name, options),
  );
  const spans = opened.map(({ span }) => span);
  const sampled = spans.map(({ context }) => context).filter(isSampled);
  try {
    return await batchContexts.run(sampled, () => work(spans));
  } catch (error) {
    for (const span of spans) span.fail(error);
    throw error;
  } finally {
    for (const each of opened) each.finish();
  }
}

/** Records a span from `startTime` until now, such as the time a record waited in a queue. */
export function recordSpan(name: string, options: SpanOptions): void {
  startRawSpan(name, options).finish();
}

/** Runs `work` with no active span and outside any batch: for consumers and timers that must not join a trace. */
export function outsideTrace<T>(work: () => T): T {
  return batchContexts.run([], () => tracer.scope().activate(null as never, work));
}

/** Runs `work` with this span active, so that spans it starts become children. */
export function withinSpan<T>(span: TracedSpan, work: () => T): T {
  return batchContexts.run([], () => tracer.scope().activate((rawSpans.get(span) ?? null) as RawSpan, work));
}

/** Context of the active span, if there is one. */
export function activeContext(): TraceContext | undefined {
  return tracer.scope().active()?.context();
}

const rawSpans = new WeakMap<TracedSpan, RawSpan>();

function startRawSpan(name: string, options: SpanOptions): RawSpan {
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

function startSpan(name: string, options: SpanOptions) {
  const raw = startRawSpan(name, options);
  return { span: combineSpans(raw, []), finish: () => raw.finish() };
}

// For unsampled traces: creates the span only when it fails, since agents keep traces with errors even if unsampled.
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
      raw ??= startRawSpan(name, { ...options, startTime, ...(tags && { tags }) });
      rawSpans.set(span, raw);
      markFailed([raw], error);
    },
  };
  return { span, finish: () => raw?.finish() };
}

/** One handle that tags and fails `own` and all its copies. */
function combineSpans(own: RawSpan, copies: RawSpan[]): TracedSpan {
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
      [safeMessageTag]: message,
      [spanTags.errorStack]: stack,
    });
  }
}

// dd-trace times spans by a clock per trace that starts at a whole millisecond. A start time from any other clock could make
// a span too long, or end before it began. So start times within the last millisecond are ignored as well.
function isPast(timeMs: number | undefined): timeMs is number {
  const nowMs = Date.now();
  return timeMs !== undefined && timeMs < nowMs - 1;
}

/** Tags and returns the active span if it has this name. Returns undefined if another span or none is active. */
export function tagActiveSpan(name: string, tags: Tags): TracedSpan | undefined {
  const active = tracer.scope().active();
  if (active === null || operationName(active) !== name) return undefined;
  const span = combineSpans(active, []);
  span.tag(tags);
  return span;
}

// dd-trace has no public way to read a span's name, so this reads an internal field.
function operationName(span: RawSpan): string | undefined {
  return (span.context() as unknown as { _name?: string })._name;
}
