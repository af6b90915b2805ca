// Who may do what with the pipeline, as clients experience it.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { problem, scopes } from '@ringtrace/contracts';
import {
  type Backends,
  makeAccess,
  type Pipeline,
  startBackends,
  startPipeline,
  startService,
} from '@ringtrace/tools';

const run = `access-${randomBytes(3).toString('hex')}`;
const logFolder = fileURLToPath(new URL(`../.local/test-logs/${run}`, import.meta.url));
const allScopes: string[] = Object.values(scopes);
/** A client with every scope, and for each scope a client with all the others. */
const access = makeAccess(`${logFolder}/api-keys`, [
  { tenant: 'acme' },
  ...allScopes.map((scope) => ({ tenant: 'acme', scopes: allScopes.filter((each) => each !== scope) })),
]);
const [key = ''] = access.keys;
const keyWithout = (scope: string) => access.keys[1 + allScopes.indexOf(scope)];

let backends: Backends;
let pipeline: Pipeline;

beforeAll(async () => {
  backends = await startBackends({ instance: run });
  pipeline = await startPipeline(backends, { logFolder, environment: access.environment });
}, 240_000);

afterAll(async () => {
  await pipeline?.stop();
  await backends?.stop({ removeData: true });
}, 60_000);

const transaction = {
  id: `${run}-1`,
  occurredAt: '2026-03-01T12:00:00Z',
  amountMinor: 100,
  currency: 'EUR',
  type: 'transfer',
  payer: { accountId: 'a' },
  payee: { accountId: 'b' },
};

function ask(service: 'ingestor' | 'analyzer', path: string, apiKey?: string, body?: unknown) {
  const headers = {
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  return fetch(pipeline[service].url + path, init);
}

async function refusalOf(answer: Response) {
  expect(answer.headers.get('content-type')).toMatch('application/problem+json');
  const { traceId, ...said } = problem.parse(await answer.json());
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  return { ...said, challenge: answer.headers.get('www-authenticate') };
}

describe.each([
  ['ingestor', '/v1/transactions', scopes.sendTransactions, transaction, 202],
  ['ingestor', '/v1/transactions/batch', scopes.sendTransactions, { transactions: [transaction] }, 200],
  ['analyzer', '/v1/verdicts/never-sent', scopes.readVerdicts, undefined, 404],
  ['analyzer', '/v1/rings', scopes.readRings, undefined, 200],
  ['analyzer', '/v1/rules', scopes.readRules, undefined, 200],
] as const)('%s %s', (service, path, scope, body, status) => {
  it(`answers who has ${scope}`, async () => {
    expect((await ask(service, path, key, body)).status).toBe(status);
  });

  it('refuses a client with every other scope, without naming the missing one', async () => {
    expect(await refusalOf(await ask(service, path, keyWithout(scope), body))).toEqual({
      type: '/problems/forbidden',
      title: 'Access denied',
      status: 403,
      challenge: 'Bearer realm="ringtrace", error="insufficient_scope"',
    });
  });

  it.each([
    ['without a key', undefined, 'Bearer realm="ringtrace"'],
    ['with a key of nobody', `${key.slice(0, -1)}_`, 'Bearer realm="ringtrace", error="invalid_token"'],
  ])('is closed %s', async (_what, apiKey, challenge) => {
    expect(await refusalOf(await ask(service, path, apiKey, body))).toEqual({
      type: '/problems/unauthenticated',
      title: 'A valid credential is required',
      status: 401,
      challenge,
    });
  });
});

describe('the routes for probes and scrapers', () => {
  it.each(['/health/live', '/health/ready', '/metrics', '/docs/json'])('%s needs no key', async (path) => {
    for (const service of ['ingestor', 'analyzer'] as const)
      expect((await ask(service, path)).status).toBe(200);
  });
});

describe('API keys', () => {
  it('are absent from logs and metrics', async () => {
    for (const service of ['ingestor', 'analyzer'] as const) {
      const metrics = await (await ask(service, '/metrics')).text();
      expect(metrics).toContain('auth_refusals_total{reason="missing-scope"}');
      expect(metrics + readFileSync(pipeline[service].logFile, 'utf8')).not.toMatch(/rtk_/);
    }
  });
});

describe('a service without client settings', () => {
  it.each([
    ['ingestor', {}, /AUTH_MODE needs AUTH_API_KEYS_FILE/],
    ['analyzer', {}, /AUTH_MODE needs AUTH_API_KEYS_FILE/],
    ['ingestor', { AUTH_MODE: 'none', NODE_ENV: 'production' }, /AUTH_MODE must not be none/],
  ] as const)('does not start: %s, %j', async (name, settings, reason) => {
    const environment = { ...backends.environment, TOKEN_KEY: 'x'.repeat(32), ...settings };
    await expect(startService(name, { logFolder: `${logFolder}/refused`, environment })).rejects.toThrow(
      reason,
    );
  });
});
