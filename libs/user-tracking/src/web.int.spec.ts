// Requests of a real Fastify application (web.fixture.ts) in processes of their own, as the agent receives them: whose each
// was, in every way in which a request can end and tracking can be bound, and of nobody more than was allowed.
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

/** What must be found nowhere in clear. */
const canaries = ['id', 'name', 'email', 'session'].map((field) => `canary-${field}-${run}`);
const [id = '', name = '', email = '', session = ''] = canaries;
const person = { id, name, email, session, role: ['analyst'], tenant: 'north', plan: 'gold' };
const hash = userIdHash(key, id);
const json = { 'content-type': 'application/json' };

interface Web {
  url: string;
  process: Background;
  log: () => string;
  /** Spans that have arrived, after the process has ended. */
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

async function ask(web: Web, path: string, headers: Headers = {}, more: RequestInit = {}) {
  const answer = await fetch(web.url + path, {
    ...more,
    headers: { ...headers, ...(more.headers as Headers) },
  });
  return { status: answer.status, body: await answer.text() };
}

/** Asks, and leaves when the condition holds. */
async function leave(
  web: Web,
  path: string,
  headers: Headers,
  begun: (answer: Promise<Response>) => Promise<unknown>,
) {
  const hangUp = new AbortController();
  const answer = fetch(web.url + path, { headers, signal: hangUp.signal });
  answer.catch(() => undefined);
  await begun(answer);
  hangUp.abort();
}

async function stop(web: Web): Promise<void> {
  expect((await web.process.stop('SIGTERM', 15_000)).code).toBe(0);
  const spans = await readSpans(backends.agentUrl);
  web.spans = spans.filter((span) => span.service === `${run}-${web.process.name}`);
}

/** The one root of a request's trace; it is known by its path, which no two requests share. */
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
  // Nothing about a person anywhere but there.
  for (const other of trace) if (other !== span) expect(usrOf(other)).toEqual({});
  return span;
}

/** Everything that a span tells of a user: `{ id: … }` for `usr.id`. */
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

describe('an application that tracks everything, by default', () => {
  let web: Web;
  const statuses: Record<string, number> = {};
  const crowd = Array.from({ length: 60 }, (_, n) => ({
    path: `/promise/crowd-${n}`,
    id: `canary-crowd-${n % 20}-${run}`,
  }));

  beforeAll(async () => {
    web = await startWeb('plain');
    const gently = async (path: string, headers: Headers, more?: RequestInit) => {
      statuses[path] = (await ask(web, path, headers, more)).status;
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
      'answers-401',
      'answers-403',
      'untracked',
      'field',
    ]) {
      await gently(`/${kind}/ada`, as(person));
      await gently(`/${kind}/nobody`, {});
    }
    await gently('/piped/ada/x', as(person));
    await gently('/body/ada', as(person, json), { method: 'POST', body: '{' });
    await gently('/nowhere/ada', as(person));
    // Guards and hooks that refuse or fail.
    for (const gate of ['401', '403', '429', '500']) {
      await gently(`/value/gate-${gate}`, as(person, { 'x-gate': gate }));
      await gently(`/value/gate-${gate}-nobody`, { 'x-gate': gate });
      await gently(`/untracked/gate-${gate}`, as(person, { 'x-gate': gate }));
    }
    for (const hook of ['401', '403', '429'])
      await gently(`/value/hook-${hook}`, as(person, { 'x-hook': hook }));
    // Users of odd shapes.
    for (const [shape, user] of Object.entries(odd)) await gently(`/value/odd-${shape}`, as(user));
    for (const shape of ['thrower', 'promise', 'function'])
      await gently(`/value/odd-${shape}`, { 'x-odd': shape });
    await gently('/value/refuses', as(person, { 'x-consent': 'no' }));
    await gently('/value/promises', as(person, { 'x-consent': 'promise' }));
    await gently('/value/unread', as(person, { dnt: '1', 'sec-gpc': '1' }));
    // Clients that go away.
    const inside = (words: string) => () =>
      waitUntil(() => web.log().includes(words), { timeoutMs: 5_000, what: words });
    await leave(web, '/slow/ada', as(person), inside('slow began'));
    await leave(web, '/endless/ada', as(person), async (answer) => (await answer).body?.getReader().read());
    await halfARequest(web, '/body/half');
    await Promise.all(crowd.map(({ path, id }) => ask(web, path, as({ id }))));
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
    yes: true,
    blank: { id: ' ' },
  };

  it.each(['value', 'promise', 'observable', 'file', 'events'])(
    'tags the root of a request that answers with a %s',
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
    ['an interceptor before it', '/throws-before/ada', 500],
    ['an interceptor after it', '/throws-after/ada', 500],
    ['a pipe', '/piped/ada/x', 400],
    ['a guard that limits the rate', '/value/gate-429', 429],
    ['a guard that fails', '/value/gate-500', 500],
  ])('tags a request that fails in %s', (_, path, status) => {
    expect(statuses[path]).toBe(status);
    const span = rootOf(web, path);
    expect([usrOf(span), span.error]).toEqual([{ id: hash }, status === 500]);
  });

  it.each(['/slow/ada', '/endless/ada'])('tags a request whose client went away: %s', (path) => {
    expect(tagsOf(web, path)).toEqual({ id: hash });
  });

  it('tells of nobody where nobody is known: no user, no route, a body that cannot be read', () => {
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
      ['/value/gate-401', '/value/gate-401-nobody', '/value/hook-401', '/answers-401/nobody'],
    ],
    ['forbidden', ['/value/gate-403', '/value/gate-403-nobody', '/value/hook-403', '/answers-403/nobody']],
  ])('tags who is turned away as %s: anonymous, whatever they said they were', (refusal, paths) => {
    for (const path of paths) {
      expect([path, statuses[path]]).toEqual([path, refusal === 'forbidden' ? 403 : 401]);
      expect([path, tagsOf(web, path)]).toEqual([path, { id: 'anonymous', refusal }]);
    }
  });

  it('tags whom a handler turns away, after guards let them in, with the reason', () => {
    expect(tagsOf(web, '/answers-401/ada')).toEqual({ id: hash, refusal: 'unauthenticated' });
    expect(tagsOf(web, '/answers-403/ada')).toEqual({ id: hash, refusal: 'forbidden' });
  });

  it('leaves a route alone that opted out, also when a guard refuses', () => {
    for (const path of [
      '/untracked/ada',
      '/untracked/gate-401',
      '/untracked/gate-403',
      '/untracked/gate-500',
    ]) {
      expect([path, tagsOf(web, path)]).toEqual([path, {}]);
    }
  });

  it('tags business fields beside a user, in clear or hashed, and never alone', () => {
    expect(tagsOf(web, '/field/ada')).toEqual({
      id: hash,
      plan: 'gold',
      company: keyedHash(key, 'field.company', 'canary-company'),
    });
    expect(tagsOf(web, '/field/nobody')).toEqual({});
  });

  it('knows users of odd shapes, or nobody, and answers all the same', () => {
    const known = { text: hash, number: userIdHash(key, 4_711), claims: hash };
    for (const shape of [...Object.keys(odd), 'thrower', 'promise', 'function']) {
      const path = `/value/odd-${shape}`;
      const is = (known as Record<string, string>)[shape];
      expect([path, statuses[path], tagsOf(web, path)]).toEqual([path, 200, is ? { id: is } : {}]);
    }
  });

  it('tells nothing without consent, and does not ask browsers unless told to', () => {
    expect(tagsOf(web, '/value/refuses')).toEqual({});
    expect(tagsOf(web, '/value/promises')).toEqual({});
    expect([statuses['/value/refuses'], statuses['/value/promises']]).toEqual([200, 200]);
    expect(tagsOf(web, '/value/unread')).toEqual({ id: hash });
  });

  it('does not mix users who come at the same time', () => {
    const expected = crowd.map(({ path, id }) => [path, { id: userIdHash(key, id) }]);
    expect(crowd.map(({ path }) => [path, tagsOf(web, path)])).toEqual(expected);
    expect(new Set(expected.map(([, tags]) => JSON.stringify(tags))).size).toBe(20);
  });

  it('says once what went wrong, and nothing of whom', () => {
    const said = web
      .log()
      .split('\n')
      .filter((line) => line.includes('user tracking: '));
    expect(said.map((line) => JSON.parse(line).level)).toEqual(said.map(() => 'warn'));
    expect(said.filter((line) => line.includes('no id that is text'))).toHaveLength(1);
    expect(said.filter((line) => line.includes('user tracking: failed'))).toHaveLength(1);
  });
});

/** A client that leaves in the middle of its body. */
async function halfARequest(web: Web, path: string): Promise<void> {
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
])('tracking that is bound by hand: %s', (bind, tracked, untracked) => {
  it('tells of users there and nowhere else, and of refusals that there was one', async () => {
    const web = await startWeb(bind, {
      BIND: bind,
      ASYNC: '1',
      ...settings({ trackIpAddress: 'full', forbiddenAs: 'user' }),
    });
    const gated = (path: string, gate: string) => path.replace(/1$/, gate);
    for (const path of [...tracked, ...untracked]) {
      expect((await ask(web, path, as(person))).status).toBe(200);
      for (const gate of ['401', '403', '429']) {
        expect((await ask(web, gated(path, gate), as(person, { 'x-gate': gate }))).status).toBe(Number(gate));
      }
    }
    await stop(web);
    const user = { id: hash, ip: '127.0.0.1' };
    for (const path of tracked) expect([path, tagsOf(web, path)]).toEqual([path, user]);
    for (const path of untracked) expect([path, tagsOf(web, path)]).toEqual([path, {}]);
    // Where the binding can be known before the interceptor's turn, a guard that fails hides nobody.
    const known = tracked.filter((path) => path.includes('bound'));
    for (const path of known) {
      expect(tagsOf(web, gated(path, '401'))).toEqual({
        id: 'anonymous',
        refusal: 'unauthenticated',
        ip: '127.0.0.1',
      });
      expect(tagsOf(web, gated(path, '403'))).toEqual({ ...user, refusal: 'forbidden' });
      expect(tagsOf(web, gated(path, '429'))).toEqual(user);
    }
    for (const path of [...tracked, ...untracked].filter((each) => !known.includes(each))) {
      expect(tagsOf(web, gated(path, '401'))).toEqual({ id: 'anonymous', refusal: 'unauthenticated' });
      expect(tagsOf(web, gated(path, '403'))).toEqual({ id: 'anonymous', refusal: 'forbidden' });
      expect(tagsOf(web, gated(path, '429'))).toEqual({});
    }
  }, 60_000);
});

it.each([
  ['root', { id: 'anonymous', refusal: 'forbidden' }],
  ['use-global', { id: 'anonymous', refusal: 'forbidden', ip: '127.0.0.0/24' }],
])(
  'tags refusals of a guard that comes first too, without knowing the route: a gate in %s',
  async (gate, refused) => {
    const web = await startWeb(`gate-${gate}`, { GATE: gate, ...settings({ trackIpAddress: 'truncated' }) });
    await ask(web, '/value/1', as(person));
    await ask(web, '/value/2', as(person, { 'x-gate': '403' }));
    await stop(web);
    expect(tagsOf(web, '/value/1')).toEqual({ id: hash, ip: '127.0.0.0/24' });
    expect(tagsOf(web, '/value/2')).toEqual(refused);
  },
  60_000,
);

describe('an application that was told to', () => {
  let web: Web;
  const forwarded = { 'x-forwarded-for': '198.51.100.7, 203.0.113.77' };

  beforeAll(async () => {
    web = await startWeb('told', {
      TRUST_PROXY: '127.0.0.1',
      ...settings({
        fields: { email: 'hash', session: 'hash', role: 'clear', tenant: 'clear' },
        hashKey: { ...key, previous: { id: 'k0', secret: 'an older key '.repeat(4) } },
        trackIpAddress: 'truncated',
        respectDoNotTrack: true,
        forbiddenAs: 'user',
      }),
    });
    await ask(web, '/value/1', as(person, forwarded));
    await ask(web, '/value/2', as(person, { ...forwarded, dnt: '1' }));
    await ask(web, '/value/3', as(person, { ...forwarded, 'sec-gpc': '1' }));
    await ask(web, '/value/4', as(person, { ...forwarded, 'x-gate': '403' }));
    await ask(web, '/value/5', { ...forwarded, 'x-gate': '401' });
    await ask(web, '/value/6', { ...forwarded, 'x-gate': '401', 'sec-gpc': '1' });
    await ask(web, '/value/7', { ...forwarded, 'x-gate': '401', 'x-consent': 'no' });
    await ask(web, '/value/8', forwarded);
    await ask(web, '/value/9', as(person, { ...forwarded, 'x-gate': '403', 'x-consent': 'throw' }));
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

  it('tells the fields that it may, both hashes while keys change, and the network that its proxy saw', () => {
    expect(tagsOf(web, '/value/1')).toEqual(everything);
  });

  it('tells nothing of who objects, and no address either', () => {
    expect([tagsOf(web, '/value/2'), tagsOf(web, '/value/3')]).toEqual([{}, {}]);
    expect(tagsOf(web, '/value/6')).toEqual({ id: 'anonymous', refusal: 'unauthenticated' });
    expect(tagsOf(web, '/value/7')).toEqual({ id: 'anonymous', refusal: 'unauthenticated' });
  });

  it('names the forbidden, not those who are nobody yet', () => {
    expect(tagsOf(web, '/value/4')).toEqual({ ...everything, refusal: 'forbidden' });
    expect(tagsOf(web, '/value/5')).toEqual({
      id: 'anonymous',
      refusal: 'unauthenticated',
      ip: '203.0.113.0/24',
    });
    expect(tagsOf(web, '/value/8')).toEqual({});
  });

  it('tells of a refusal that there was one, also where it cannot be known what may be told', () => {
    expect(tagsOf(web, '/value/9')).toEqual({ id: 'anonymous', refusal: 'forbidden' });
  });
});

it('believes no forwarded address that its framework does not', async () => {
  const web = await startWeb('no-proxy', settings({ trackIpAddress: 'full' }));
  await ask(web, '/value/1', as(person, { 'x-forwarded-for': '198.51.100.7' }));
  await stop(web);
  expect(tagsOf(web, '/value/1')).toEqual({ id: hash, ip: '127.0.0.1' });
}, 60_000);

it('tells no more, and gives the same hash to dd-trace, with App and API Protection on', async () => {
  const web = await startWeb('protected', { DD_APPSEC_ENABLED: 'true' });
  await ask(web, '/value/1', as(person));
  await ask(web, '/value/2', as(person, { 'x-gate': '401' }));
  await stop(web);
  const span = rootOf(web, '/value/1');
  expect([usrOf(span), span.tags['_dd.appsec.enabled']]).toEqual([{ id: hash }, '1']);
  expect(tagsOf(web, '/value/2')).toEqual({ id: 'anonymous', refusal: 'unauthenticated' });
}, 60_000);

it('answers just as well where tracing is off', async () => {
  const web = await runWeb('off', { DD_TRACE_ENABLED: 'false' });
  const line = await waitUntil(() => /"boot":"tracing is OFF: [^"]+","url":"([^"]+)"/.exec(web.log()), {
    timeoutMs: 20_000,
    what: 'a service without tracing to listen',
  });
  web.url = String(line[1]);
  const answers = [];
  for (const headers of [as(person), {}, as(person, { 'x-gate': '401' }), as(person, { 'x-gate': '403' })]) {
    answers.push((await ask(web, '/value/1', headers)).status);
  }
  await stop(web);
  expect([answers, web.spans]).toEqual([[200, 200, 401, 403], []]);
  expect(web.log()).not.toContain('user tracking: ');
}, 60_000);

it('ends its start with a reason when its options contradict each other', async () => {
  const options = settings({ fields: { id: 'clear' }, propagateToTopics: ['orders'] });
  const web = await runWeb('contradiction', options);
  expect((await web.process.exited).code).toBe(1);
  const log = web.log();
  expect(log).toContain('UserTrackingConfigError: propagateToTopics: only a hashed id travels');
}, 60_000);

it('repeats no identifier in any span or log line of all of these', async () => {
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
