// Nothing that a client puts into a request, or an error into its message, reaches the agent. Tested with every dd-trace
// setting on that would send it.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  type Backends,
  type Background,
  type ReceivedSpan,
  readSpans,
  runBackground,
  startBackends,
  waitUntil,
} from '@ringtrace/tools';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = `redaction-${randomBytes(4).toString('hex')}`;
const logFile = `${root}.local/test-logs/${run}.log`;
const canary = 'canary4111111111111111';

let backends: Backends;
let web: Background;
let url: string;
let spans: ReceivedSpan[];

const lines = () =>
  readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** Sends a request in which everything that a client can choose is the canary. */
function sendRequest(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      host: canary,
      'user-agent': canary,
      referer: `https://${canary}/`,
      cookie: canary,
      authorization: `Bearer ${canary}`,
      'x-canary': canary,
      'x-forwarded-for': '203.0.113.77',
      traceparent: '00-0000000000000000000000000000abcd-000000000000abcd-01',
      tracestate: `dd=s:1;o:${canary};t.${canary}:${canary},other=${canary}`,
      'x-datadog-trace-id': '43981',
      'x-datadog-parent-id': '43981',
      'x-datadog-sampling-priority': '1',
      'x-datadog-origin': canary,
      'x-datadog-tags': `_dd.p.${canary}=${canary}`,
      'x-datadog-endpoint-scan': canary,
      'x-datadog-security-test': canary,
      baggage: `user.id=${canary}`,
      [`ot-baggage-${canary}`]: canary,
    };
    httpRequest(url + path, { headers, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', reject)
      .end();
  });
}

async function sendBytes(bytes: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.end(bytes));
  socket.resume();
  await once(socket, 'close');
}

beforeAll(async () => {
  backends = await startBackends({ instance: run, only: ['agent'] });
  web = await runBackground(
    'web',
    process.execPath,
    [
      '--import',
      '@ringtrace/telemetry/start',
      fileURLToPath(new URL('../dist/web.fixture.js', import.meta.url)),
    ],
    {
      cwd: root,
      logFile,
      env: {
        ...backends.environment,
        DD_SERVICE: run,
        // Everything that an operator might switch on.
        DD_TRACE_HEADER_TAGS: 'x-canary,referer,authorization:who',
        DD_TRACE_CLIENT_IP_ENABLED: 'true',
        DD_TRACE_OBFUSCATION_QUERY_STRING_REGEXP: '',
        DD_TRACE_RESOURCE_RENAMING_ENABLED: 'true',
        DD_TRACE_STATS_COMPUTATION_ENABLED: 'true',
        DD_TRACE_PROPAGATION_STYLE: 'datadog,tracecontext,baggage',
      },
    },
  );
  url = await waitUntil(() => lines().find((line) => line.message === 'listening')?.url, {
    timeoutMs: 20_000,
    what: 'the application to listen',
  });
  for (const [path, status] of [
    [`/value/${canary}?card=${canary}&${canary}`, 200],
    [`/${canary}/${canary}?card=${canary}`, 404],
    [`/${canary}%zz`, 400],
    [`/throws/${canary}`, 500],
    [`/bad/${canary}`, 400],
    [`/forbidden/${canary}`, 403],
    [`/calls/${canary}`, 200],
  ] as const) {
    expect([path, await sendRequest(path)]).toEqual([path, status]);
  }
  await sendBytes(`GET /value/${canary} HTTP/9.9\r\n${canary}\r\n\r\n`);
  await sendBytes(
    `GET /value/${canary} HTTP/1.1\r\nhost: ${canary}\r\ncontent-length: 10\r\n\r\n${canary}`.slice(0, 60),
  );
  expect((await web.stop('SIGTERM', 15_000)).code).toBe(0);
  spans = (await readSpans(backends.agentUrl)).filter((span) => span.service === run);
}, 60_000);

afterAll(async () => {
  await web?.stop();
  await backends?.stop({ removeData: true });
}, 30_000);

const leaks = (text: string) =>
  [canary, '4111111111111111', '203.0.113.77'].filter((each) => text.includes(each));

it('sends no value of a client or an error on any span', () => {
  expect(spans.length).toBeGreaterThan(10);
  for (const span of spans) expect({ span, leaks: leaks(JSON.stringify(span)) }).toEqual({ span, leaks: [] });
});

it('writes no value of a client or an error to the log', () => {
  expect(leaks(readFileSync(logFile, 'utf8'))).toEqual([]);
});

it('keeps what helps: routes, hosts, error types and stack frames', () => {
  const requests = spans.filter((span) => span.tags['span.kind'] === 'server');
  expect(
    requests.map(({ resource, tags }) => [resource, tags['http.url'], tags['http.status_code']]),
  ).toEqual(
    expect.arrayContaining([
      ['GET /value/:id', '/value/:id', '200'],
      ['GET /throws/:id', '/throws/:id', '500'],
      ['GET', '/…', '400'],
    ]),
  );
  const calls = spans.filter((span) => span.tags['span.kind'] === 'client');
  expect(calls.map(({ tags }) => tags['http.url'])).toEqual([
    expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/…$/),
    'http://127.0.0.1:1/…',
  ]);
  const failed = spans.find(({ resource }) => resource === 'Things.throws');
  expect(failed?.tags).toMatchObject({
    'error.type': 'Error',
    'error.message': 'E_FOREIGN (message withheld)',
    'error.stack': expect.stringMatching(/^ {4}at .*web\.fixture\.js:\d+:\d+\)\n/),
  });
});

it('logs each dropped tag once', () => {
  const warnings = lines().filter(({ tag }) => tag !== undefined);
  expect(warnings.map(({ level, tag }) => [level, tag])).toEqual(
    expect.arrayContaining([
      ['warn', 'order.note'],
      ['warn', 'order.kind'],
    ]),
  );
  expect(new Set(warnings.map(({ tag }) => tag)).size).toBe(warnings.length);
});
