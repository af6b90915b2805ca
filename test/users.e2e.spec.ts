// Who caused a trace, on both services: Datadog gets a keyed hash, and nothing else appears anywhere.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scopes, topics } from '@ringtrace/contracts';
import {
  type Backends,
  makeAccess,
  type Pipeline,
  type ReceivedSpan,
  readSpans,
  type Service,
  startBackends,
  startPipeline,
  startService,
  waitUntil,
} from '@ringtrace/tools';
import { userIdHash } from '@ringtrace/user-tracking';
import { Issuer } from '../libs/auth/src/issuer.fixture.ts';
import { readTopics } from './read-topics.ts';

const run = `users-${randomBytes(3).toString('hex')}`;
const logFolder = fileURLToPath(new URL(`../.local/test-logs/${run}`, import.meta.url));
const access = makeAccess(`${logFolder}/api-keys`, [{ tenant: 'acme' }]);
const [apiKey = ''] = access.keys;
const issuer = new Issuer();

/** Data of a person that must not appear anywhere. */
const person = {
  sub: `canary-subject-${run}`,
  email: `canary-${run}@people.example`,
  name: `Canary ${run}`,
};
const address = '203.0.113.77';
const keyId = apiKey.split('_')[1] ?? '';

const hashKey = { id: 'u2', secret: randomBytes(32).toString('base64') };
const previous = { id: 'u1', secret: randomBytes(32).toString('base64') };
const users = {
  person: userIdHash(hashKey, person.sub),
  machine: userIdHash(hashKey, keyId),
};

let backends: Backends;
let pipeline: Pipeline;
/** A second ingestor for the same topics that does not write the sender on records. */
let quiet: Service;
/** One that lets everybody in. */
let open: Service;
let token: string;
let spans: ReceivedSpan[];
const traceOfRefusal: Record<string, string> = {};

beforeAll(async () => {
  // given both services, and clients with tokens and API keys
  await issuer.start();
  backends = await startBackends({ instance: run });
  const environment = {
    ...access.environment,
    AUTH_JWT_JWKS_URL: issuer.jwksUrl,
    AUTH_JWT_ISSUER: issuer.issuer,
    AUTH_JWT_AUDIENCE: 'ringtrace',
    TOKEN_KEY: randomBytes(32).toString('base64'),
    USER_HASH_KEY: hashKey.secret,
    USER_HASH_KEY_ID: hashKey.id,
    USER_HASH_PREVIOUS_KEY: previous.secret,
    USER_HASH_PREVIOUS_KEY_ID: previous.id,
    TRUSTED_PROXIES: '1',
    TRACK_IP: 'truncated',
    RESPECT_DO_NOT_TRACK: 'true',
    PROPAGATE_USER: 'true',
  };
  pipeline = await startPipeline(backends, { logFolder, environment });
  const beside = (name: string, more: Record<string, string>) =>
    startService('ingestor', {
      logFolder: `${logFolder}/${name}`,
      environment: { ...backends.environment, ...environment, ...more },
    });
  quiet = await beside('quiet', { PROPAGATE_USER: 'false' });
  open = await beside('open', {
    AUTH_MODE: 'none',
    AUTH_API_KEYS_FILE: '',
    AUTH_JWT_JWKS_URL: '',
    AUTH_JWT_ISSUER: '',
    AUTH_JWT_AUDIENCE: '',
  });
  token = await signed(Object.values(scopes));

  // when they send, read and are refused
  await Promise.all([
    send(pipeline.ingestor, token, ids('person')),
    send(pipeline.ingestor, apiKey, ids('machine')),
    send(pipeline.ingestor, token, ids('objects', 1), { 'sec-gpc': '1' }),
    send(quiet, token, ids('quiet')),
    send(open, undefined, ids('open', 1)),
  ]);
  await refused('nobody', undefined, 401);
  await refused('expired', await signed([scopes.sendTransactions], { exp: 1_000_000_000 }), 401);
  await refused('reader', await signed([scopes.readVerdicts]), 403);
  const all = [...ids('person'), ...ids('machine'), ...ids('quiet'), ...ids('objects', 1), ...ids('open', 1)];
  for (const id of all.filter((id) => !id.includes('open'))) await untilJudged(id);

  // then every span arrives
  await waitUntil(
    async () => {
      spans = await readSpans(backends.agentUrl);
      const traces = all.map((id) => consumed(id)?.traceId ?? '');
      return [...traces, ...Object.values(traceOfRefusal)].every((trace) => rootOf(trace));
    },
    { timeoutMs: 60_000, what: 'the spans of every request' },
  );
}, 240_000);

afterAll(async () => {
  await open?.stop();
  await quiet?.stop();
  await pipeline?.stop();
  await backends?.stop({ removeData: true });
  await issuer.stop();
}, 60_000);

/** Batches hold several records; their senders must not be mixed up. */
const ids = (what: string, count = 12) =>
  Array.from({ length: count }, (_, index) => `${run}-${what}-${index}`);

const signed = (granted: string[], more: Record<string, unknown> = {}) =>
  issuer.sign({ ...person, aud: 'ringtrace', tenant: 'acme', scope: granted.join(' '), ...more });

const headersOf = (credential: string | undefined) => ({
  'content-type': 'application/json',
  'x-forwarded-for': address,
  ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
});

const transaction = (id: string) => ({
  id,
  occurredAt: '2026-03-01T12:00:00Z',
  amountMinor: 100,
  currency: 'EUR',
  type: 'transfer',
  payer: { accountId: `payer-${id}` },
  payee: { accountId: `payee-${id}` },
});

async function send({ url }: Service, credential: string | undefined, which: string[], more = {}) {
  const answer = await fetch(`${url}/v1/transactions/batch`, {
    method: 'POST',
    headers: { ...headersOf(credential), ...more },
    body: JSON.stringify({ transactions: which.map(transaction) }),
  });
  expect(await answer.json()).toMatchObject({ accepted: which.length, rejected: 0 });
}

async function refused(what: string, credential: string | undefined, status: number) {
  const body = JSON.stringify(transaction(`${run}-refused`));
  const headers = headersOf(credential);
  const answer = await fetch(`${pipeline.ingestor.url}/v1/transactions`, { method: 'POST', headers, body });
  expect(answer.status).toBe(status);
  traceOfRefusal[what] = ((await answer.json()) as { traceId: string }).traceId;
}

async function untilJudged(id: string) {
  const read = () => fetch(`${pipeline.analyzer.url}/v1/verdicts/${id}`, { headers: headersOf(token) });
  await waitUntil(async () => (await read()).status === 200, {
    timeoutMs: 60_000,
    what: `a verdict on ${id}`,
  });
}

const consumed = (id: string) =>
  spans.find(({ name, tags }) => name === 'kafka.consume' && tags['transaction.id'] === id);
const rootOf = (traceId: string) =>
  spans.find((span) => span.name === 'fastify.request' && span.traceId === traceId);
const userOf = (span: ReceivedSpan | undefined) =>
  Object.fromEntries(Object.entries(span?.tags ?? {}).filter(([name]) => name.startsWith('usr.')));
/** Spans of the request that sent them, and of each message. */
const toldOf = (which: string[]) =>
  which.map((id) => {
    const message = consumed(id);
    return { request: userOf(rootOf(message?.traceId ?? ''))['usr.id'], message: userOf(message)['usr.id'] };
  });

describe('a client that sends transactions', () => {
  it.each(['person', 'machine'] as const)(
    'is tagged by hash on its request and on each judged message: %s',
    (who) => {
      const hash = users[who];
      expect(toldOf(ids(who))).toEqual(ids(who).map(() => ({ request: hash, message: hash })));
    },
  );

  it('is identified by its hashes under both keys and its network, and nothing else', () => {
    const { traceId = '' } = consumed(ids('person')[0] ?? '') ?? {};
    expect(userOf(rootOf(traceId))).toEqual({
      'usr.id': users.person,
      'usr.previous_id': userIdHash(previous, person.sub),
      'usr.ip': '203.0.113.0/24',
    });
  });

  it('is tagged only on its request when records do not carry the sender', () => {
    expect(toldOf(ids('quiet'))).toEqual(
      ids('quiet').map(() => ({ request: users.person, message: undefined })),
    );
  });

  it.each(['objects', 'open'])('is not tagged when it objects, or when everybody is let in: %s', (what) => {
    expect(toldOf(ids(what, 1))).toEqual([{ request: undefined, message: undefined }]);
  });
});

describe('a client that is refused', () => {
  it.each([
    ['nobody', { 'usr.rejection': 'unauthenticated', 'usr.rejection_reason': 'missing-credential' }],
    ['expired', { 'usr.rejection': 'unauthenticated', 'usr.rejection_reason': 'expired' }],
    ['reader', { 'usr.rejection': 'forbidden' }],
  ])('is anonymous, and the reason is told: %s', (what, reason) => {
    expect(userOf(rootOf(traceOfRefusal[what] ?? ''))).toEqual({
      'usr.id': 'anonymous',
      'usr.ip': '203.0.113.0/24',
      ...reason,
    });
  });
});

it('a client that reads a verdict is tagged with the same hash', () => {
  const reads = spans.filter(
    ({ name, service, resource }) =>
      name === 'fastify.request' && service === 'analyzer' && resource.startsWith('GET /v1/verdicts/'),
  );
  expect(reads.length).toBeGreaterThan(0);
  expect(new Set(reads.map((span) => userOf(span)['usr.id']))).toEqual(new Set([users.person]));
});

describe('stored user data', () => {
  it('is the hash on the topic of transactions, and on no other', async () => {
    const read = async (topic: string) => (await readTopics(backends.kafkaBrokers, [topic])).toString();
    const sent = await read(topics.transactions);
    expect(new Set(sent.match(/user-hash=u\d\.[0-9a-f]{32}/g))).toEqual(
      new Set([`user-hash=${users.person}`, `user-hash=${users.machine}`]),
    );
    expect(await read(topics.verdicts)).not.toMatch(/user-hash|u\d\.[0-9a-f]{32}/);
  });

  it('never includes person, key or address in a span, log, metric or topic', async () => {
    const services = [pipeline.ingestor, pipeline.analyzer, quiet, open];
    const metrics = await Promise.all(
      services.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()),
    );
    const logs = services.map(({ logFile }) => readFileSync(logFile, 'utf8'));
    const records = await readTopics(backends.kafkaBrokers, Object.values(topics));
    const everything = [JSON.stringify(spans), ...logs, ...metrics, records.toString('latin1')];
    for (const text of everything) expect(text.length).toBeGreaterThan(100);
    const secrets = [hashKey.secret, previous.secret, apiKey, token];
    for (const canary of [...Object.values(person), 'canary', keyId, address, ...secrets])
      expect(everything.filter((text) => text.includes(canary))).toEqual([]);
    // A hash identifies a client as long as its key exists, so hashes are for traces only.
    for (const text of [...logs, ...metrics]) expect(text).not.toMatch(/u\d\.[0-9a-f]{32}/);
  });
});

it('the ingestor does not start when users go on records and no hash key is set', async () => {
  const environment = {
    ...backends.environment,
    TOKEN_KEY: 'x'.repeat(32),
    AUTH_MODE: 'none',
    PROPAGATE_USER: 'true',
  };
  await expect(startService('ingestor', { logFolder: `${logFolder}/refused`, environment })).rejects.toThrow(
    /PROPAGATE_USER requires USER_HASH_KEY/,
  );
});
