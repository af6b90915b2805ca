// Redacts every span right before dd-trace sends it, by wrapping the `export` method of dd-trace's exporter.
//
// That method is private, because no public hook would do:
// - A plugin's hooks (`hooks.request`) see requests only. There is no hook for all spans: outgoing calls, Kafka and spans of
//   our own would pass unredacted.
// - dd-trace adds tags after a plugin's hook has run (client address, scanner headers, `_dd.p.*`, baggage). Only the last form
//   of a span, the one handed to the exporter, holds everything that will be sent.
// - Settings switch off single sources only. A new integration, or one setting by an operator, would add tags again.
//
// If a dd-trace version has no such method, redaction fails closed: `tracer.setUrl`, which is public, points the tracer at a
// port without a listener, and the boot check reports that tracing is off. docs/decisions/018 lists what spans held before.
// redaction.int.spec.ts tests each dd-trace version with every setting on that would reveal more.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type FinishedSpan, redactSpan } from './redact-span.ts';
import { tracer } from './tracer.ts';

interface Processor {
  _exporter?: { export?: (spans: FinishedSpan[]) => void };
  /** Counts spans by resource, if stats computation is on. */
  _stats?: { onSpanFinished?: (span: FinishedSpan) => void };
}

/** Nothing listens on this port (discard). */
const unusedUrl = 'http://127.0.0.1:9';
const spanStartChannel = 'dd-trace:span:start';

let state: 'none' | 'redacting' | 'impossible' = 'none';

/** A span can pass through both the exporter and the stats; it is redacted once. */
const redacted = new WeakSet<FinishedSpan>();
const droppedTags = new Set<string>();
const maxDroppedTags = 100;
let listener: ((name: string) => void) | undefined;

/** Idempotent. If the tracer is switched on later (remote configuration), redaction is installed at its first span. */
export function installRedaction(): void {
  if (state !== 'none') return;
  const { _tracer } = tracer as unknown as { _tracer?: { _processor?: Processor } };
  if (isInitialised()) wrapExporter(_tracer?._processor);
  else subscribe(spanStartChannel, onFirstSpan);
}

/** False if spans cannot be redacted. None are sent then. */
export function isRedacting(): boolean {
  return state === 'redacting';
}

/**
 * Calls `listen` once for each name of a dropped tag, for up to 100 names. A name that could itself be a value is reported as
 * `(no name)`.
 */
export function onDroppedTag(listen: (name: string) => void): void {
  for (const name of droppedTags) listen(name);
  listener = listen;
}

function onFirstSpan(message: unknown): void {
  unsubscribe(spanStartChannel, onFirstSpan);
  wrapExporter((message as { span?: { _processor?: Processor } }).span?._processor);
}

function wrapExporter(processor: Processor | undefined): void {
  const exporter = processor?._exporter;
  const send = exporter?.export;
  if (exporter === undefined || typeof send !== 'function') {
    state = 'impossible';
    tracer.setUrl(unusedUrl);
    return;
  }
  exporter.export = (spans) => {
    for (const span of spans) redactOnce(span);
    send.call(exporter, spans);
  };
  const count = processor?._stats?.onSpanFinished;
  if (processor?._stats && count) {
    processor._stats.onSpanFinished = (span) => {
      redactOnce(span);
      count.call(processor._stats, span);
    };
  }
  state = 'redacting';
}

function redactOnce(span: FinishedSpan): void {
  if (redacted.has(span)) return;
  redacted.add(span);
  redactSpan(span, noteDroppedTag);
}

function noteDroppedTag(tag: string): void {
  const name = /^[A-Za-z_][A-Za-z_.]{0,59}$/.test(tag) ? tag : '(no name)';
  if (droppedTags.has(name) || droppedTags.size >= maxDroppedTags) return;
  droppedTags.add(name);
  listener?.(name);
}

// An internal field, as in boot-check.ts.
function isInitialised(): boolean {
  return (tracer as unknown as { _tracingInitialized?: boolean })._tracingInitialized === true;
}
