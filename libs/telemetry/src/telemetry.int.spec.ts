// Spans as the agent receives them, from a process started the way users start theirs.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Backends, freePort, type ReceivedSpan, readSpans, startBackends } from '@ringtrace/tools';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const fixture = fileURLToPath(new URL('../dist/spans.fixture.js', import.meta.url));
const service = `telemetry-${randomBytes(4).toString('hex')}`;
const started = ['--import', '@ringtrace/telemetry/start', fixture];

let backends: Backends;
let output: string;
let spans: ReceivedSpan[];
let traces: Record<string, string>;
let quickMs: number[];

const run = (args: string[], env: Record<string, string>) =>
  execFileSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, DD_SERVICE: service, ...env },
  });

beforeAll(async () => {
  backends = await startBackends({ instance: service, only: ['agent'] });
  output = run(started, backends.environment);
  const report = output.split('\n').find((line) => line.startsWith('{"boot"')) ?? '';
  ({ traces, quickMs } = JSON.parse(report));
  spans = (await readSpans(backends.agentUrl)).filter((span) => span.service === service);
}, 60_000);

afterAll(() => backends?.stop({ removeData: true }), 30_000);

const traceOf = (name: string) => spans.filter((span) => span.traceId === traces[name]);
const named = (trace: ReceivedSpan[], name: string) => trace.filter((span) => span.name === name);

describe('a span', () => {
  it('always ends, so that its whole trace arrives, however a stream ends', () => {
    for (const name of ['streams', 'streamFails', 'disconnects', 'unsubscribesEarly', 'neverStarts']) {
      const [parent, stream, ...others] = traceOf(name).sort((a, b) => a.startNs - b.startNs);
      expect([parent?.name, stream?.name, others]).toEqual([`${name}.root`, 'stream', []]);
      expect([parent?.parentId, stream?.parentId]).toEqual(['0', parent?.spanId]);
      expect(stream?.error).toBe(['streamFails', 'neverStarts'].includes(name));
    }
  });

  it('shows the error type and code, without a third-party message', () => {
    const [work] = named(traceOf('fails'), 'work');
    expect([work?.error, work?.tags['error.type'], work?.tags['error.message']]).toEqual([
      true,
      'Error',
      'E_FOREIGN (message withheld)',
    ]);
    expect(named(traceOf('streamFails'), 'stream')[0]?.tags).toMatchObject({
      'error.type': 'TypeError',
      'error.message': 'x is not a function',
    });
    expect(JSON.stringify(spans)).not.toContain('4111111111111111');
  });

  it('is never longer than its work', () => {
    const instants = named(traceOf('quick'), 'instant');
    expect(instants).toHaveLength(20);
    for (const { resource, durationNs } of instants) {
      expect(durationNs / 1e6).toBeLessThanOrEqual(quickMs[Number(resource)] as number);
    }
  });

  it('may start in the past, never in the future', () => {
    const [queued] = named(traceOf('queued'), 'queue');
    const [future] = named(traceOf('fromTheFuture'), 'queue');
    // The tracer's clock runs monotonically from its own start: it and the wall clock differ by milliseconds.
    expect((queued?.durationNs ?? 0) / 1e6).toBeGreaterThan(4_900);
    expect((future?.durationNs ?? 0) / 1e6).toBeLessThan(1_000);
    const justNow = named(traceOf('justNow'), 'queue').map((span) => span.durationNs);
    expect([justNow.length, Math.min(...justNow) >= 0]).toEqual([20, true]);
  });

  it('stays in the current trace when the sender’s headers are invalid', () => {
    const read = named(spans, 'read');
    expect(read).toHaveLength(9);
    for (const span of read) expect(span.traceId).toBe(traces.garbage);
  });

  it('started outside the trace is a root', () => {
    expect(named(traceOf('outside'), 'elsewhere')).toEqual([]);
    expect(named(spans, 'elsewhere')[0]?.parentId).toBe('0');
  });
});

describe('work done once for many traces', () => {
  it('appears with its nested spans in each sampled trace and in the one where it ran', () => {
    for (const name of ['batch', 'one', 'two']) {
      const trace = traceOf(name);
      const [shared, ...others] = named(trace, 'shared');
      expect(others).toEqual([]);
      expect(named(trace, 'nested').map((span) => span.parentId)).toEqual([shared?.spanId]);
      const above = trace.find((span) => span.spanId === shared?.parentId);
      expect(above?.name).toBe(name === 'batch' ? 'batch' : 'item');
    }
    const times = named(spans, 'shared').map((span) => span.durationNs);
    // The copies have the same times, but for what a busy machine takes between starting the first and the last.
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(500e6);
    expect(named(spans, 'shared')).toHaveLength(3);
  });

  it('keeps a span in one trace when it was started for that trace only', () => {
    expect(named(spans, 'own').map((span) => span.traceId)).toEqual([traces.one]);
    expect(named(spans, 'below').map((span) => span.traceId)).toEqual([traces.two]);
    expect(named(spans, 'aside').map((span) => span.parentId)).toEqual(['0']);
  });

  it('fails all of its spans when it throws', () => {
    const items = named([...traceOf('one'), ...traceOf('two')], 'item');
    expect(items.map((span) => [span.error, span.tags['error.type']])).toEqual([
      [true, 'RangeError'],
      [true, 'RangeError'],
    ]);
  });
});

describe('an unsampled trace', () => {
  // The trace and span id in the fixture are all sevens.
  const unsampledSpans = () => spans.filter((span) => span.traceId.endsWith('7'.repeat(16)));

  it('gets no span of shared work that succeeds', () => {
    expect(named(spans, 'successful').map((span) => span.traceId)).toEqual([traces.one]);
  });

  it('gets a span that fails, with its error', () => {
    expect(unsampledSpans().map((span) => [span.name, span.error, span.tags['error.type']])).toEqual([
      ['item', true, 'RangeError'],
    ]);
  });
});

describe('a process', () => {
  it('logs with the ids of the active trace', () => {
    const line = JSON.parse(output.split('\n').find((text) => text.includes('"inside"')) ?? '');
    expect(line).toMatchObject({
      level: 'info',
      message: 'inside',
      dd: { trace_id: traces.logged, service },
    });
    expect(traceOf('logged')[0]?.spanId).toBe(line.dd.span_id);
  });

  it('logs an error without a third-party message, with or without a text', () => {
    expect(output).not.toContain('4111111111111111');
    const lines = output.split('\n').filter((text) => text.includes('E_FOREIGN'));
    expect(lines.map((text) => JSON.parse(text))).toEqual([
      expect.objectContaining({ level: 'error', error: expect.objectContaining({ code: 'E_FOREIGN' }) }),
      expect.objectContaining({ level: 'warn', message: 'E_FOREIGN (message withheld)' }),
    ]);
  });

  it('reports that tracing is live', () => {
    expect(output).toContain('"boot":"tracing is live"');
  });

  it('exits in time and without an error when the agent is unavailable', async () => {
    const noAgent = { DD_TRACE_AGENT_URL: `http://127.0.0.1:${await freePort()}` };
    const ended = spawnSync(process.execPath, started, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, DD_SERVICE: service, ...noAgent },
    });
    expect([ended.status, ended.stderr]).toEqual([0, '']);
    // The flush gives up after 2 s; the bound allows for a busy machine.
    expect(Number(/flushed after (\d+) ms/.exec(ended.stdout)?.[1])).toBeLessThan(8_000);
  });
});
