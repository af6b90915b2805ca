// Scenarios for telemetry.int.spec.ts, each in a trace of its own: dd-trace makes no spans inside jest. Prints the
// boot line and, as JSON, the trace id of each scenario.
import { NEVER, of, throwError } from 'rxjs';
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

const scenarios: Record<string, () => Promise<unknown>> = {
  logged: async () => logger.info('inside'),
  fails: () =>
    inSpan('work', {}, () => {
      throw Object.assign(new Error('value 4111111111111111'), { code: 'E_FOREIGN' });
    }).catch(() => undefined),
  streams: () =>
    new Promise((resolve) =>
      observableInSpan('stream', {}, () => of(1, 2, 3)).subscribe({ complete: () => resolve(0) }),
    ),
  streamFails: () =>
    new Promise((resolve) =>
      observableInSpan('stream', {}, () => throwError(() => new TypeError('no'))).subscribe({
        error: () => resolve(0),
      }),
    ),
  hangsUp: async () => {
    observableInSpan('stream', {}, () => NEVER)
      .subscribe()
      .unsubscribe();
  },
  queued: async () => recordSpan('queue', { startTime: Date.now() - 5_000 }),
  fromTheFuture: async () => recordSpan('queue', { startTime: Date.now() + 60_000 }),
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
    await withinSpan(items[1] as (typeof items)[number], () => inSpan('below', {}, () => undefined));
    throw new RangeError('all of them');
  }).catch(() => undefined);
});
for (const [name, context] of [
  ['one', one],
  ['two', two],
] as const)
  traces[name] = context.toTraceparent().split('-')[1] as string;

process.stdout.write(`${JSON.stringify({ boot: checkBoot().line, traces })}\n`);
const begin = performance.now();
await flushTraces();
process.stdout.write(`flushed after ${Math.round(performance.now() - begin)} ms\n`);
