// Scenarios for telemetry.int.spec.ts, each in its own trace, in a separate process because dd-trace makes no spans inside
// jest. Prints the boot line and the trace id of each scenario as JSON.
import { NEVER, of, range, take, throwError } from 'rxjs';
import { checkBoot } from './boot-check.ts';
import { flushTraces } from './flush.ts';
import { activeContext, inSpan, inSpans, outsideTrace, recordSpan, withinSpan } from './in-span.ts';
import { createLogger } from './logger.ts';
import { observableInSpan } from './observable-in-span.ts';
import { contextFromHeaders } from './trace-context.ts';
import type { TraceContext } from './tracer.ts';

const logger = createLogger({ service: 'fixture' });
const root = (name: string) => inSpan(`${name}.root`, { parent: null }, ({ context }) => context);
const unsampled = contextFromHeaders({
  traceparent: `00-${'7'.repeat(32)}-${'7'.repeat(16)}-00`,
}) as TraceContext;

// Invalid headers that any sender may have put on a record.
const invalidHeaders: Record<string, string>[] = [
  { traceparent: '' },
  { traceparent: '\u0000\ufffd' },
  { traceparent: `00-${'z'.repeat(32)}-${'z'.repeat(16)}-01` },
  { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` },
  { traceparent: '0'.repeat(100_000), tracestate: ',=;'.repeat(1_000) },
  { 'x-datadog-trace-id': 'none', 'x-datadog-parent-id': '-1' },
  { 'x-datadog-trace-id': '12', 'x-datadog-parent-id': 'none' },
  { 'x-datadog-sampling-priority': 'NaN', 'x-datadog-tags': '=,=,,_dd.p.tid=zz' },
  { constructor: '1', toString: '2' },
];
const thirdPartyError = () => Object.assign(new Error('value 4111111111111111'), { code: 'E_FOREIGN' });
const quickMs: number[] = [];

const scenarios: Record<string, () => Promise<unknown>> = {
  logged: async () => {
    logger.info('inside');
    logger.error(thirdPartyError());
    logger.warn({ error: thirdPartyError() });
  },
  fails: () =>
    inSpan('work', {}, () => {
      throw thirdPartyError();
    }).catch(() => undefined),
  streams: () =>
    new Promise((resolve) =>
      observableInSpan('stream', {}, () => of(1, 2, 3)).subscribe({ complete: () => resolve(0) }),
    ),
  streamFails: () =>
    new Promise((resolve) =>
      observableInSpan('stream', {}, () => throwError(() => new TypeError('x is not a function'))).subscribe({
        error: () => resolve(0),
      }),
    ),
  disconnects: async () => {
    observableInSpan('stream', {}, () => NEVER)
      .subscribe()
      .unsubscribe();
  },
  unsubscribesEarly: () =>
    new Promise((resolve) =>
      observableInSpan('stream', {}, () => range(1, 1e9))
        .pipe(take(1))
        .subscribe({ complete: () => resolve(0) }),
    ),
  neverStarts: () =>
    new Promise((resolve) =>
      observableInSpan('stream', {}, () => {
        throw new RangeError('no source');
      }).subscribe({ error: () => resolve(0) }),
    ),
  queued: async () => recordSpan('queue', { startTime: Date.now() - 5_000 }),
  fromTheFuture: async () => recordSpan('queue', { startTime: Date.now() + 60_000 }),
  justNow: async () => {
    for (let index = 0; index < 20; index++) recordSpan('queue', { startTime: Date.now() });
  },
  quick: async () => {
    for (let index = 0; index < 20; index++) {
      const begin = performance.now();
      await inSpan('instant', { resource: `${index}` }, () => undefined);
      quickMs.push(performance.now() - begin);
    }
  },
  garbage: async () => {
    for (const headers of invalidHeaders)
      await inSpan('read', { parent: contextFromHeaders(headers) }, () => undefined);
  },
  outside: async () => {
    const seen = outsideTrace(() => activeContext());
    if (seen !== undefined) throw new Error('still inside');
    await outsideTrace(() => inSpan('elsewhere', {}, () => undefined));
  },
};

const traces: Record<string, string> = {};
for (const [name, run] of Object.entries(scenarios)) {
  await inSpan(`${name}.root`, { parent: null }, async ({ context }) => {
    traces[name] = context.toTraceparent().split('-')[1] as string;
    await run();
  });
}

// One piece of work for three traces, one of them not sampled.
const [one, two] = await Promise.all([root('one'), root('two')]);
await inSpan('batch', { parent: null }, async (batch) => {
  traces.batch = batch.context.toTraceparent().split('-')[1] as string;
  await inSpans('item', [{ parent: one }, { parent: two }, { parent: unsampled }], async (items) => {
    await inSpan('shared', { resource: 'once' }, () => inSpan('nested', {}, () => undefined));
    await inSpan('own', { parent: items[0]?.context }, () => undefined);
    await outsideTrace(() => inSpan('aside', {}, () => undefined));
    await withinSpan(items[1] as (typeof items)[number], () => inSpan('below', {}, () => undefined));
    throw new RangeError('all of them');
  }).catch(() => undefined);
});
// The same without a failure.
await inSpans('successful', [{ parent: one }, { parent: unsampled }], async ([span, lazySpan]) => {
  for (const each of [span, lazySpan]) each?.tag({ 'batch.size': 2 });
  if (lazySpan?.context !== unsampled) throw new Error('the context of a lazy span must be its parent’s');
});
for (const [name, context] of [
  ['one', one],
  ['two', two],
] as const)
  traces[name] = context.toTraceparent().split('-')[1] as string;

process.stdout.write(`${JSON.stringify({ boot: checkBoot().line, traces, quickMs })}\n`);
const begin = performance.now();
await flushTraces();
process.stdout.write(`flushed after ${Math.round(performance.now() - begin)} ms\n`);
