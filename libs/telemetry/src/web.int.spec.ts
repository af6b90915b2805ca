// Interceptors, log lines and shutdown of a real web application (web.fixture.ts), as seen by the agent and in the log. Also
// shows that it responds just as well with tracing off.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Backends,
  type Background,
  freePort,
  type ReceivedSpan,
  readSpans,
  runBackground,
  startBackends,
  waitUntil,
} from '@ringtrace/tools';
import { judgeBoot } from './boot-check.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const fixture = fileURLToPath(new URL('../dist/web.fixture.js', import.meta.url));
const run = `web-${randomBytes(4).toString('hex')}`;
const tracedArgs = ['--import', '@ringtrace/telemetry/start', fixture];

interface Line {
  level: string;
  message: string;
  [field: string]: unknown;
  dd?: { trace_id: string; span_id: string };
}
type Web = Awaited<ReturnType<typeof startWeb>>;

let backends: Backends;
const running: Background[] = [];

async function startWeb(
  name: string,
  more: { node?: string; args?: string[]; env?: NodeJS.ProcessEnv } = {},
) {
  const logFile = `${root}.local/test-logs/${run}-${name}.log`;
  const started = await runBackground(name, more.node ?? process.execPath, more.args ?? tracedArgs, {
    cwd: root,
    logFile,
    env: { ...backends.environment, DD_SERVICE: `${run}-${name}`, ...more.env },
  });
  running.push(started);
  // Everything that it prints; all of it must be JSON.
  const lines = () =>
    readFileSync(logFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  const listening = await waitUntil(() => lines().find((line) => line.message === 'listening'), {
    timeoutMs: 20_000,
    what: `${name} to listen`,
  });
  return { process: started, url: String(listening.url), boot: listening.boot, lines };
}

const requestLines = (web: Web) => web.lines().filter((line) => line.message === 'request');
const lineOf = (web: Web, route: string) => requestLines(web).find((line) => line.route === route);

/** Sends a request and disconnects once `started` resolves. */
async function disconnect(
  web: Web,
  path: string,
  started: (response: Promise<Response>) => Promise<unknown>,
) {
  const client = new AbortController();
  const response = fetch(web.url + path, { signal: client.signal });
  response.catch(() => undefined);
  await started(response);
  client.abort();
}

/** A Node that dd-trace does not support, if one is installed on this machine. */
function oldNode(): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .filter((file) => existsSync(file))
    .find((file) => Number.parseInt(execFileSync(file, ['-p', 'process.versions.node']).toString(), 10) < 22);
}

beforeAll(async () => {
  backends = await startBackends({ instance: run, only: ['agent'] });
}, 60_000);

afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
  await backends?.stop({ removeData: true });
}, 30_000);

describe('a traced web application', () => {
  let web: Web;
  let spans: ReceivedSpan[];
  const responses: Record<string, { status: number; body: unknown }> = {};
  const request = async (path: string) => {
    const response = await fetch(web.url + path);
    responses[path] = { status: response.status, body: await response.json() };
  };
  const traceOf = (route: string) =>
    spans.filter((span) => span.traceId === lineOf(web, route)?.dd?.trace_id);

  beforeAll(async () => {
    web = await startWeb('traced');
    await disconnect(web, '/slow/7', () =>
      waitUntil(() => web.lines().some((line) => line.message === 'slow request started'), {
        timeoutMs: 5_000,
        what: 'a slow request to start',
      }),
    );
    await disconnect(web, '/events/7', async (response) => (await response).body?.getReader().read());
    await waitUntil(() => lineOf(web, '/slow/:id') && lineOf(web, '/events/:id'), {
      timeoutMs: 5_000,
      what: 'the log lines of aborted requests',
    });
    for (const path of ['/promise/7', '/stream/7', '/throws/7', '/rejects/7', '/read/7', '/health/ready']) {
      await request(path);
    }
    await request('/value/7');
    // Stopped before the tracer's next regular send: the spans of the last requests arrive by the flush.
    expect((await web.process.stop('SIGTERM', 15_000)).code).toBe(0);
    spans = (await readSpans(backends.agentUrl)).filter((span) => span.service === `${run}-traced`);
  }, 60_000);

  it.each([
    ['returns a value', '/value/:id', 'Things.value', 200],
    ['returns a promise', '/promise/:id', 'Things.promise', 200],
    ['returns a stream of several values', '/stream/:id', 'Things.stream', 200],
    ['throws', '/throws/:id', 'Things.throws', 500],
    ['rejects', '/rejects/:id', 'Things.rejects', 500],
    ['is slower than its client waits', '/slow/:id', 'Things.slow', 499],
    ['loses its client in the middle of a stream', '/events/:id', 'Things.events', 499],
  ])('makes one trace with one root and one log line when a handler %s', (_, route, handler, status) => {
    const trace = traceOf(route);
    const [root, ...otherRoots] = trace.filter((span) => span.parentId === '0');
    const [handled, ...otherHandlers] = trace.filter((span) => span.name === 'nest.handler');
    expect([otherRoots, otherHandlers]).toEqual([[], []]);
    expect(root).toMatchObject({ resource: `GET ${route}`, error: status === 500 });
    expect(handled).toMatchObject({
      resource: handler,
      parentId: root?.spanId,
      error: status === 500,
    });
    const lines = requestLines(web).filter((line) => line.route === route);
    expect(lines).toEqual([expect.objectContaining({ method: 'GET', status })]);
    expect(lines[0]?.durationMs).toBeGreaterThan(0);
    expect(lines[0]?.dd?.span_id).toBe(root?.spanId);
  });

  it('nests spans of a handler under its span', () => {
    const work = traceOf('/promise/:id').find((span) => span.name === 'work');
    expect(work?.parentId).toBe(traceOf('/promise/:id').find((span) => span.name === 'nest.handler')?.spanId);
  });

  it('shows type and code of an error, without a third-party message', () => {
    for (const route of ['/throws/:id', '/rejects/:id']) {
      const handled = traceOf(route).find((span) => span.name === 'nest.handler');
      expect(handled?.tags).toMatchObject({
        'error.type': 'Error',
        'error.message': 'E_FOREIGN (message withheld)',
      });
      expect(web.lines().filter((line) => line.dd?.trace_id === handled?.traceId)).toContainEqual(
        expect.objectContaining({ level: 'error', error: expect.objectContaining({ code: 'E_FOREIGN' }) }),
      );
    }
    expect(JSON.stringify([spans, web.lines()])).not.toContain('4111111111111111');
  });

  it('leaves responses unchanged and wraps read responses in the envelope', () => {
    expect(responses['/value/7']).toEqual({ status: 200, body: { done: true } });
    expect(responses['/stream/7']).toEqual({ status: 200, body: 3 });
    expect(responses['/throws/7']?.status).toBe(500);
    const read = responses['/read/7']?.body as { data: unknown; timestamp: string };
    expect(Object.keys(read)).toEqual(['data', 'timestamp']);
    expect([read.data, new Date(read.timestamp).toISOString()]).toEqual([[1, 2], read.timestamp]);
  });

  it('logs inside a handler with the ids of the handler’s span', () => {
    const inside = web.lines().find((line) => line.message === 'inside');
    const handled = traceOf('/value/:id').find((span) => span.name === 'nest.handler');
    expect(inside?.dd).toMatchObject({ trace_id: handled?.traceId, span_id: handled?.spanId });
  });

  it('logs a 503 of the readiness probe at debug level', () => {
    expect(lineOf(web, '/health/ready')).toMatchObject({ level: 'debug', status: 503 });
  });
});

it('logs requests that no interceptor sees from a server hook, and all others once', async () => {
  const web = await startWeb('hook', { env: { LOG_IN_HOOK: '1' } });
  for (const path of ['/nowhere', '/forbidden/7', '/value/7']) await fetch(web.url + path);
  expect((await web.process.stop('SIGTERM', 15_000)).code).toBe(0);
  expect(requestLines(web).map(({ route, status }) => [route, status])).toEqual([
    [expect.any(String), 404],
    ['/forbidden/:id', 403],
    ['/value/:id', 200],
  ]);
});

describe('without tracing', () => {
  async function expectNormalResponses(web: Web) {
    for (const [path, status] of [
      ['/value/7', 200],
      ['/stream/7', 200],
      ['/throws/7', 500],
    ] as const) {
      expect((await fetch(web.url + path)).status).toBe(status);
    }
    const beforeStop = performance.now();
    expect((await web.process.stop('SIGTERM', 15_000)).code).toBe(0);
    expect(requestLines(web)).toHaveLength(3);
    return performance.now() - beforeStop;
  }

  it.each<[string, { args?: string[]; env?: NodeJS.ProcessEnv }, string]>([
    [
      'without --import',
      { args: [fixture] },
      'tracing is OFF: dd-trace was not loaded first, start with: node --import @ringtrace/telemetry/start',
    ],
    ['switched off', { env: { DD_TRACE_ENABLED: 'false' } }, 'tracing is OFF: DD_TRACE_ENABLED=false is set'],
  ])('(%s) it reports why and responds normally', async (name, more, reason) => {
    const web = await startWeb(name.replace(/\W+/g, '-'), more);
    expect(web.boot).toBe(reason);
    await expectNormalResponses(web);
  });

  it('(unsupported Node) it reports why and responds normally', async () => {
    const node = oldNode();
    const facts = {
      initialised: false,
      kafkajsWrapped: undefined,
      disabledByEnvironment: false,
      redacting: true,
    };
    expect(judgeBoot({ ...facts, nodeMajor: 20 }).line).toMatch(/^tracing is OFF: Node 20 is too old/);
    if (node === undefined) return;
    const web = await startWeb('old-node', { node });
    expect(web.boot).toMatch(/^tracing is OFF: Node \d+ is too old, dd-trace needs Node 22 or newer$/);
    await expectNormalResponses(web);
  });

  it('(agent unavailable) it responds normally, logs no warning and stops without waiting long for the flush', async () => {
    const web = await startWeb('no-agent', {
      env: { DD_TRACE_AGENT_URL: `http://127.0.0.1:${await freePort()}` },
    });
    expect(web.boot).toBe('tracing is live');
    // The flush gives up after 2 s; the bound allows for a busy machine.
    expect(await expectNormalResponses(web)).toBeLessThan(8_000);
    const problems = web.lines().filter((line) => ['warn', 'error'].includes(line.level));
    expect(
      problems.filter((line) => line.message !== 'request' && line.context !== 'ExceptionsHandler'),
    ).toEqual([]);
  });
});
