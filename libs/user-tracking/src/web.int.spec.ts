// Requests to a real Fastify application (web.fixture.ts) in separate processes, as the agent receives them. Tests who is tagged,
// for every way in which a request can end and tracking can be bound, and that no more is tagged than allowed.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
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
import { keyedHash, userIdHash } from './keyed-hash.ts';
import type { UserTrackingOptions } from './options.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const fixture = fileURLToPath(new URL('../dist/web.fixture.js', import.meta.url));
const run = `users-${randomBytes(4).toString('hex')}`;
const key = { id: 'k1', secret: 'fixture-key '.repeat(4) };

/** Values that must not appear anywhere in clear. */
const canaries = ['id', 'name', 'email', 'session'].map((field) => `canary-${field}-${run}`);
const [id = '', name = '', email = '', session = ''] = canaries;
const person = { id, name, email, session, role: ['analyst'], tenant: 'north', plan: 'gold' };
const hash = userIdHash(key, id);
const json = { 'content-type': 'application/json' };

interface Web {
  url: string;
  process: Background;
  log: () => string;
  /** Spans received by the time the process has exited. */
  spans: ReceivedSpan[];
}

let backends: Backends;
const running: Web[] = [];

async function runWeb(serviceName: string, env: NodeJS.ProcessEnv = {}): Promise<Web> {
  const logFile = `${root}.local/test-logs/${run}-${serviceName}.log`;
  const started = await runBackground(
    serviceName,
    process.execPath,
    ['--import', '@ringtrace/telemetry/start', fixture],
    {
      cwd: root,
      logFile,
      env: { ...backends.environment, DD_SERVICE: `${run}-${serviceName}`, ...env },
    },
  );
  const log = () => readFileSync(logFile, 'utf8');
  const web: Web = { url: '', process: started, log, spans: [] };
  running.push(web);
  return web;
}

async function startWeb(serviceName: string, env: NodeJS.ProcessEnv = {}): Promise<Web> {
  const web = await runWeb(serviceName, env);
  const line = await waitUntil(() => /"boot":"tracing is live","url":"([^"]+)"/.exec(web.log()), {
    timeoutMs: 20_000,
    what: `${serviceName} to listen`,
  });
  web.url = String(line[1]);
  return web;
}

const settings = (options: UserTrackingOptions) => ({ OPTIONS: JSON.stringify(options) });

type Headers = Record<string, string>;
const as = (user: unknown, more: Headers = {}): Headers => ({ 'x-user': JSON.stringify(user), ...more });

async function request(web: Web, path: string, headers: Headers = {}, more: RequestInit = {}) {
  const response = await fetch(web.url + path, {
    ...more,
    headers: { ...headers, ...(more.headers as Headers) },
  });
  return { status: response.status, body: await response.text() };
}

/** Sends a request and disconnects once `started` resolves. */
async function disconnect(
  web: Web,
  path: string,
  headers: Headers,
  started: (response: Promise<Response>) => Promise<unknown>,
) {
  const client = new AbortController();
  const response = fetch(web.url + path, { headers, signal: client.signal });
  response.catch(() => undefined);
  await started(response);
  client.abort();
}

async function stop(web: Web): Promise<void> {
  expect((await web.process.stop('SIGTERM', 15_000)).code).toBe(0);
  const spans = await readSpans(backends.agentUrl);
  web.spans = spans.filter((span) => span.service === `${run}-${web.process.name}`);
}

/** The one root span of a request's trace, found by its path, which no other request has. */
function rootOf(web: Web, path: string): ReceivedSpan {
  const roots = web.spans.filter((span) => URL.parse(span.tags['http.url'] ?? '')?.pathname === path);
  expect([path, roots.length]).toEqual([path, 1]);
  const [span] = roots as [ReceivedSpan];
  const trace = web.spans.filter(({ traceId }) => traceId === span.traceId);
  expect([path, span.parentId, trace.filter(({ parentId }) => parentId === '0').length]).toEqual([
    path,
    '0',
    1,
  ]);
  expect([path, trace.filter(({ type }) => type === 'web').length]).toEqual([path, 1]);
  // No other span has user tags.
  for (const other of trace) if (other !== span) expect(usrOf(other)).toEqual({});
  return span;
}

/** All user tags of a span: `{ id: … }` for `usr.id`. */
function usrOf(span: ReceivedSpan): Record<string, string> {
  return Object.fromEntries(
    Object.entries(span.tags).flatMap(([tag, value]) =>
      tag.startsWith('usr.') ? [[tag.slice(4), value]] : [],
    ),
  );
}

const tagsOf = (web: Web, path: string) => usrOf(rootOf(web, path));

beforeAll(async () => {
  backends = await startBackends({ instance: run, only: ['agent'] });
}, 60_000);

afterAll(async () => {
  await Promise.all(running.map((web) => web.process.stop()));
  await backends?.stop({ removeData: true });
}, 30_000);

describe('an application that tracks everything, with default options', () => {
  let web: Web;
  const statuses: Record<string, number> = {};
  const crowd = Array.from({ length: 60 }, (_, n) => ({
    path: `/promise/crowd-${n}`,
    id: `canary-crowd-${n % 20}-${run}`,
  }));

  beforeAll(async () => {
    web = await startWeb('plain');
    const send = async (path: string, headers: Headers, more?: RequestInit) => {
      statuses[path] = (await request(web, path, headers, more)).status;
    };
    for (const kind of [
      'value',
      'promise',
      'observable',
      'file',
      'events',
      'throws',
      'rejects',
      'throws-before',
      'throws-after',
      'handler-401',
      'handler-403',
      'untracked',
      'field',
    ]) {
      await send(`/${kind}/ada`, as(person));
      await send(`/${kind}/nobody`, {});
    }
    await send('/piped/ada/x', as(person));
    await send('/body/ada', as(person, json), { method: 'POST', body: '{' });
    await send('/nowhere/ada', as(person));
    // Guards and hooks that reject or fail.
    for (const gate of ['401', '403', '429', '500']) {
      await send(`/value/gate-${gate}`, as(person, { 'x-gate': gate }));
      await send(`/value/gate-${gate}-nobody`, { 'x-gate': gate });
      await send(`/untracked/gate-${gate}`, as(person, { 'x-gate': gate }));
    }
    for (const hook of ['401', '403', '429'])
      await send(`/value/hook-${hook}`, as(person, { 'x-hook': hook }));
    // Users of unexpected shapes.
    for (const [shape, user] of Object.entries(odd)) await send(`/value/odd-${shape}`, as(user));
    for (const shape of ['thrower', 'promise', 'function'])
      await send(`/value/odd-${shape}`, { 'x-odd': shape });
    await send('/value/consent-no', as(person, { 'x-consent': 'no' }));
    await send('/value/consent-promise', as(person, { 'x-consent': 'promise' }));
    await send('/value/do-not-track', as(person, { dnt: '1', 'sec-gpc': '1' }));
    // Clients that disconnect.
    const logged = (text: string) => () =>
      waitUntil(() => web.log().includes(text), { timeoutMs: 5_000, what: text });
    await disconnect(web, '/slow/ada', as(person), logged('slow request started'));
    await disconnect(web, '/endless/ada', as(person), async (response) =>
      (await response).body?.getReader().read(),
    );
    await sendHalfARequest(web, '/body/half');
    await Promise.all(crowd.map(({ path, id }) => request(web, path, as({ id }))));
    await waitUntil(() => web.log().includes('"route":"/endless/:n","status":499'), {
      timeoutMs: 5_000,
      what: 'the end of a stream',
    });
    await stop(web);
  }, 90_000);

  const odd = {
    text: id,
    number: 4_711,
    claims: { sub: id },
    empty: {},
    list: [id],
    nested: { id: { of: id } },
    boolean: true,
    blank: { id: ' ' },
  };

  it.each(['value', 'promise', 'observable', 'file', 'events'])(
    'tags the root span when a handler responds with %s',
    (kind) => {
      expect(statuses[`/${kind}/ada`]).toBe(200);
      const span = rootOf(web, `/${kind}/ada`);
      expect(usrOf(span)).toEqual({ id: hash });
      expect([span.name, span.tags['_dd.appsec.user.collection_mode']]).toEqual(['fastify.request', 'sdk']);
      expect(statuses[`/${kind}/nobody`]).toBe(200);
      expect(tagsOf(web, `/${kind}/nobody`)).toEqual({});
    },
  );

  it.each([
    ['a handler that throws', '/throws/ada', 500],
    ['a handler that rejects', '/rejects/ada', 500],
    ['an interceptor before the handler', '/throws-before/ada', 500],
    ['an interceptor after the handler', '/throws-after/ada', 500],
    ['a pipe', '/piped/ada/x', 400],
    ['a guard that limits the rate', '/value/gate-429', 429],
    ['a guard that fails', '/value/gate-500', 500],
  ])('tags a request that fails in %s', (_, path, status) => {
    expect(statuses[path]).toBe(status);
    const span = rootOf(web, path);
    expect([usrOf(span), span.error]).toEqual([{ id: hash }, status === 500]);
  });

  it.each(['/slow/ada', '/endless/ada'])('tags a request whose client disconnects: %s', (path) => {
    expect(tagsOf(web, path)).toEqual({ id: hash });
  });

  it('tags nothing when the user is unknown: no user, no route, an unreadable body', () => {
    for (const path of [
      '/value/gate-429-nobody',
      '/value/gate-500-nobody',
      '/value/hook-429',
      '/nowhere/ada',
      '/body/ada',
      '/body/half',
    ]) {
      expect([path, tagsOf(web, path)]).toEqual([path, {}]);
    }
  });

  it.each([
    [
      'unauthenticated',
      ['/value/gate-401', '/value/gate-401-nobody', '/value/hook-401', '/handler-401/nobody'],
    ],
    ['forbidden', ['/value/gate-403', '/value/gate-403-nobody', '/value/hook-403', '/handler-403/nobody']],
  ])('tags %s requests as anonymous, whoever the client claims to be', (rejection, paths) => {
    for (const path of paths) {
      expect([path, statuses[path]]).toEqual([path, rejection === 'forbidden' ? 403 : 401]);
      expect([path, tagsOf(web, path)]).toEqual([path, { id: 'anonymous', rejection }]);
    }
  });

  it('tags the user and the rejection when the handler itself rejects', () => {
    expect(tagsOf(web, '/handler-401/ada')).toEqual({ id: hash, rejection: 'unauthenticated' });
    expect(tagsOf(web, '/handler-403/ada')).toEqual({ id: hash, rejection: 'forbidden' });
  });

  it('tags nothing on an opted-out route, even when a guard rejects', () => {
    for (const path of [
      '/untracked/ada',
      '/untracked/gate-401',
      '/untracked/gate-403',
      '/untracked/gate-500',
    ]) {
      expect([path, tagsOf(web, path)]).toEqual([path, {}]);
    }
  });

  it('tags business fields in clear or hashed, and only together with a user', () => {
    expect(tagsOf(web, '/field/ada')).toEqual({
      id: hash,
      plan: 'gold',
      company: keyedHash(key, 'field.company', 'canary-company'),
    });
    expect(tagsOf(web, '/field/nobody')).toEqual({});
  });

  it('handles users of unexpected shapes without changing the response', () => {
    const known = { text: hash, number: userIdHash(key, 4_711), claims: hash };
    for (const shape of [...Object.keys(odd), 'thrower', 'promise', 'function']) {
      const path = `/value/odd-${shape}`;
      const expected = (known as Record<string, string>)[shape];
      const tags = expected ? { id: expected } : {};
      expect([path, statuses[path], tagsOf(web, path)]).toEqual([path, 200, tags]);
    }
  });

  it('tags nothing without consent, and ignores Do Not Track by default', () => {
    expect(tagsOf(web, '/value/consent-no')).toEqual({});
    expect(tagsOf(web, '/value/consent-promise')).toEqual({});
    expect([statuses['/value/consent-no'], statuses['/value/consent-promise']]).toEqual([200, 200]);
    expect(tagsOf(web, '/value/do-not-track')).toEqual({ id: hash });
  });

  it('does not mix concurrent users', () => {
    const expected = crowd.map(({ path, id }) => [path, { id: userIdHash(key, id) }]);
    expect(crowd.map(({ path }) => [path, tagsOf(web, path)])).toEqual(expected);
    expect(new Set(expected.map(([, tags]) => JSON.stringify(tags))).size).toBe(20);
  });

  it('warns once per kind of problem, without naming anyone', () => {
    const warnings = web
      .log()
      .split('\n')
      .filter((line) => line.includes('user tracking: '));
    expect(warnings.map((line) => JSON.parse(line).level)).toEqual(warnings.map(() => 'warn'));
    expect(warnings.filter((line) => line.includes('neither text nor a number'))).toHaveLength(1);
    expect(warnings.filter((line) => line.includes('user tracking: failed'))).toHaveLength(1);
  });
});

/** A client that disconnects in the middle of its body. */
async function sendHalfARequest(web: Web, path: string): Promise<void> {
  const { port, host } = new URL(web.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  const head = [`POST ${path} HTTP/1.1`, `host: ${host}`, `x-user: ${JSON.stringify(person)}`];
  socket.write([...head, 'content-type: application/json', 'content-length: 99', '', '{'].join('\r\n'));
  await waitUntil(() => socket.bytesWritten > 0, { timeoutMs: 2_000, what: 'half a request' });
  socket.destroy();
}

describe.each([
  ['app-interceptor', ['/value/1', '/bound/1', '/by-handler/bound/1', '/by-handler/free/1'], []],
  ['use-global', ['/value/1', '/bound/1', '/by-handler/bound/1', '/by-handler/free/1'], []],
  ['decorators', ['/bound/1', '/by-handler/bound/1'], ['/value/1', '/by-handler/free/1']],
])('tracking that is bound by hand (%s)', (bind, tracked, untracked) => {
  it('tags users only where it is bound, and rejections everywhere', async () => {
    const web = await startWeb(bind, {
      BIND: bind,
      ASYNC: '1',
      ...settings({ trackIpAddress: 'full', forbiddenAs: 'user' }),
    });
    const gated = (path: string, gate: string) => path.replace(/1$/, gate);
    for (const path of [...tracked, ...untracked]) {
      expect((await request(web, path, as(person))).status).toBe(200);
      for (const gate of ['401', '403', '429']) {
        expect((await request(web, gated(path, gate), as(person, { 'x-gate': gate }))).status).toBe(
          Number(gate),
        );
      }
    }
    await stop(web);
    const user = { id: hash, ip: '127.0.0.1' };
    for (const path of tracked) expect([path, tagsOf(web, path)]).toEqual([path, user]);
    for (const path of untracked) expect([path, tagsOf(web, path)]).toEqual([path, {}]);
    // If the binding is known before the interceptor runs, users are tagged even when a guard fails.
    const known = tracked.filter((path) => path.includes('bound'));
    for (const path of known) {
      expect(tagsOf(web, gated(path, '401'))).toEqual({
        id: 'anonymous',
        rejection: 'unauthenticated',
        ip: '127.0.0.1',
      });
      expect(tagsOf(web, gated(path, '403'))).toEqual({ ...user, rejection: 'forbidden' });
      expect(tagsOf(web, gated(path, '429'))).toEqual(user);
    }
    for (const path of [...tracked, ...untracked].filter((each) => !known.includes(each))) {
      expect(tagsOf(web, gated(path, '401'))).toEqual({ id: 'anonymous', rejection: 'unauthenticated' });
      expect(tagsOf(web, gated(path, '403'))).toEqual({ id: 'anonymous', rejection: 'forbidden' });
      expect(tagsOf(web, gated(path, '429'))).toEqual({});
    }
  }, 60_000);
});

it.each([
  ['root', { id: 'anonymous', rejection: 'forbidden' }],
  ['use-global', { id: 'anonymous', rejection: 'forbidden', ip: '127.0.0.0/24' }],
])(
  'tags rejections by a guard that runs before the route is known (guard in %s)',
  async (gate, rejected) => {
    const web = await startWeb(`gate-${gate}`, { GATE: gate, ...settings({ trackIpAddress: 'truncated' }) });
    await request(web, '/value/1', as(person));
    await request(web, '/value/2', as(person, { 'x-gate': '403' }));
    await stop(web);
    expect(tagsOf(web, '/value/1')).toEqual({ id: hash, ip: '127.0.0.0/24' });
    expect(tagsOf(web, '/value/2')).toEqual(rejected);
  },
  60_000,
);

describe('an application with all options set', () => {
  let web: Web;
  const forwarded = { 'x-forwarded-for': '198.51.100.7, 203.0.113.77' };

  beforeAll(async () => {
    web = await startWeb('options', {
      TRUST_PROXY: '127.0.0.1',
      ...settings({
        fields: { email: 'hash', session: 'hash', role: 'clear', tenant: 'clear' },
        hashKey: { ...key, previous: { id: 'k0', secret: 'an older key '.repeat(4) } },
        trackIpAddress: 'truncated',
        respectDoNotTrack: true,
        forbiddenAs: 'user',
      }),
    });
    await request(web, '/value/1', as(person, forwarded));
    await request(web, '/value/2', as(person, { ...forwarded, dnt: '1' }));
    await request(web, '/value/3', as(person, { ...forwarded, 'sec-gpc': '1' }));
    await request(web, '/value/4', as(person, { ...forwarded, 'x-gate': '403' }));
    await request(web, '/value/5', { ...forwarded, 'x-gate': '401' });
    await request(web, '/value/6', { ...forwarded, 'x-gate': '401', 'sec-gpc': '1' });
    await request(web, '/value/7', { ...forwarded, 'x-gate': '401', 'x-consent': 'no' });
    await request(web, '/value/8', forwarded);
    await request(web, '/value/9', as(person, { ...forwarded, 'x-gate': '403', 'x-consent': 'throw' }));
    await stop(web);
  }, 60_000);

  const everything = {
    id: hash,
    previous_id: userIdHash({ id: 'k0', secret: 'an older key '.repeat(4) }, id),
    email: keyedHash(key, 'email', email),
    session_id: keyedHash(key, 'session', session),
    role: 'analyst',
    tenant: 'north',
    ip: '203.0.113.0/24',
  };

  it('tags the allowed fields, both hashes during a key rotation, and the network behind the proxy', () => {
    expect(tagsOf(web, '/value/1')).toEqual(everything);
  });

  it('tags neither user nor address with Do Not Track or without consent', () => {
    expect([tagsOf(web, '/value/2'), tagsOf(web, '/value/3')]).toEqual([{}, {}]);
    expect(tagsOf(web, '/value/6')).toEqual({ id: 'anonymous', rejection: 'unauthenticated' });
    expect(tagsOf(web, '/value/7')).toEqual({ id: 'anonymous', rejection: 'unauthenticated' });
  });

  it('tags the user of a 403, but not of a 401', () => {
    expect(tagsOf(web, '/value/4')).toEqual({ ...everything, rejection: 'forbidden' });
    expect(tagsOf(web, '/value/5')).toEqual({
      id: 'anonymous',
      rejection: 'unauthenticated',
      ip: '203.0.113.0/24',
    });
    expect(tagsOf(web, '/value/8')).toEqual({});
  });

  it('tags a rejection as anonymous when the consent function throws', () => {
    expect(tagsOf(web, '/value/9')).toEqual({ id: 'anonymous', rejection: 'forbidden' });
  });
});

it('ignores a forwarded address that the framework does not trust', async () => {
  const web = await startWeb('no-proxy', settings({ trackIpAddress: 'full' }));
  await request(web, '/value/1', as(person, { 'x-forwarded-for': '198.51.100.7' }));
  await stop(web);
  expect(tagsOf(web, '/value/1')).toEqual({ id: hash, ip: '127.0.0.1' });
}, 60_000);

it('tags the same with App and API Protection on, which gets the same hash', async () => {
  const web = await startWeb('protected', { DD_APPSEC_ENABLED: 'true' });
  await request(web, '/value/1', as(person));
  await request(web, '/value/2', as(person, { 'x-gate': '401' }));
  await stop(web);
  const span = rootOf(web, '/value/1');
  expect([usrOf(span), span.tags['_dd.appsec.enabled']]).toEqual([{ id: hash }, '1']);
  expect(tagsOf(web, '/value/2')).toEqual({ id: 'anonymous', rejection: 'unauthenticated' });
}, 60_000);

it('responds normally with tracing off', async () => {
  const web = await runWeb('off', { DD_TRACE_ENABLED: 'false' });
  const line = await waitUntil(() => /"boot":"tracing is OFF: [^"]+","url":"([^"]+)"/.exec(web.log()), {
    timeoutMs: 20_000,
    what: 'a service without tracing to listen',
  });
  web.url = String(line[1]);
  const responses = [];
  for (const headers of [as(person), {}, as(person, { 'x-gate': '401' }), as(person, { 'x-gate': '403' })]) {
    responses.push((await request(web, '/value/1', headers)).status);
  }
  await stop(web);
  expect([responses, web.spans]).toEqual([[200, 200, 401, 403], []]);
  expect(web.log()).not.toContain('user tracking: ');
}, 60_000);

it('exits at startup with a reason when options contradict each other', async () => {
  const options = settings({ fields: { id: 'clear' }, propagateToTopics: ['orders'] });
  const web = await runWeb('contradiction', options);
  expect((await web.process.exited).code).toBe(1);
  const log = web.log();
  expect(log).toContain('UserTrackingConfigError: propagateToTopics: only a hashed id may be propagated');
}, 60_000);

it('shows no identifier in any span or log line of the tests above', async () => {
  const spans = JSON.stringify(await readSpans(backends.agentUrl));
  const logs = running.map((web) => web.log()).join('');
  expect(spans).toContain(hash);
  expect(logs).toContain('"message":"request"');
  for (const text of [spans, logs]) {
    for (const canary of [...canaries, 'canary-', '198.51.100.7', '203.0.113.77', key.secret.trim()]) {
      expect(text.includes(canary)).toBe(false);
    }
  }
});
