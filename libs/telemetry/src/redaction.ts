// Puts redact-span.ts between dd-trace and everything it sends spans to. dd-trace has no public hook there (its plugins have
// one each, for requests only), so its exporter is wrapped; where that cannot be done, no span is sent at all.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type FinishedSpan, redactSpan } from './redact-span.ts';
import { tracer } from './tracer.ts';

interface Processor {
  _exporter?: { export?: (spans: FinishedSpan[]) => void };
  /** Counts spans by resource, where that is switched on. */
  _stats?: { onSpanFinished?: (span: FinishedSpan) => void };
}

/** A port where nothing listens. */
const nowhere = 'http://127.0.0.1:9';
const started = 'dd-trace:span:start';

let state: 'none' | 'redacting' | 'impossible' = 'none';

/** What comes through more than once is redacted once. */
const done = new WeakSet<FinishedSpan>();
const droppedTags = new Set<string>();
const maxNames = 100;
let listener: ((name: string) => void) | undefined;

/** Safe to call again. A tracer that is switched on later, from remote, is caught at its first span. */
export function installRedaction(): void {
  if (state !== 'none') return;
  const { _tracer } = tracer as unknown as { _tracer?: { _processor?: Processor } };
  if (isInitialised()) guard(_tracer?._processor);
  else subscribe(started, guardFirst);
}

/** False: spans could not be redacted, so they are sent nowhere. */
export function isRedacting(): boolean {
  return state === 'redacting';
}

/** Hears once of every name of a tag that was left out, up to a hundred of them. A name that may be a value is no name. */
export function onDroppedTag(listen: (name: string) => void): void {
  for (const name of droppedTags) listen(name);
  listener = listen;
}

function guardFirst(message: unknown): void {
  unsubscribe(started, guardFirst);
  guard((message as { span?: { _processor?: Processor } }).span?._processor);
}

function guard(processor: Processor | undefined): void {
  const exporter = processor?._exporter;
  const send = exporter?.export;
  if (exporter === undefined || typeof send !== 'function') {
    state = 'impossible';
    tracer.setUrl(nowhere);
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
  if (done.has(span)) return;
  done.add(span);
  redactSpan(span, noteDropped);
}

function noteDropped(tag: string): void {
  const name = /^[A-Za-z_][A-Za-z_.]{0,59}$/.test(tag) ? tag : '(no name)';
  if (droppedTags.has(name) || droppedTags.size >= maxNames) return;
  droppedTags.add(name);
  listener?.(name);
}

// An internal field, as in boot-check.ts.
function isInitialised(): boolean {
  return (tracer as unknown as { _tracingInitialized?: boolean })._tracingInitialized === true;
}
