// Access control as configured by environment variables: JWTs and API keys. No broker is needed: a 400 for missing fields
// shows that the caller was let in.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, type RequestOptions, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiKey, formatApiKeyLine } from '@ringtrace/auth';
import { readConfig } from '@ringtrace/service-shell';
import { freePort } from '@ringtrace/tools';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createApp } from '../app.ts';
import { config } from '../config.ts';

const folder = mkdtempSync(join(tmpdir(), 'ingestor-access-'));
const keyFile = join(folder, 'keys');
const apiKey = createApiKey({ tenant: 'acme', scopes: ['transactions:write'], expiresAtMs: undefined });
const busyKey = createApiKey({ tenant: 'acme', scopes: ['transactions:write'], expiresAtMs: undefined });
const pair = await generateKeyPair('RS256');
const issuer = createServer(async (_request, response) => {
  response.end(JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'a', alg: 'RS256' }] }));
});

let app: Awaited<ReturnType<typeof createApp>>;
let url: string;

beforeAll(async () => {
  writeFileSync(keyFile, [apiKey, busyKey].map(({ record }) => formatApiKeyLine(record)).join('\n'));
  await once(issuer.listen(0, '127.0.0.1'), 'listening');
  app = await createApp(
    readConfig(config, {
      KAFKA_BROKERS: `127.0.0.1:${await freePort()}`,
      TOKEN_KEY: 'a key of at least thirty-two characters',
      LOG_LEVEL: 'silent',
      RATE_LIMIT_PER_MINUTE: '20',
      AUTH_API_KEYS_FILE: keyFile,
      AUTH_JWT_JWKS_URL: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`,
      AUTH_JWT_ISSUER: 'https://issuer.example/',
      AUTH_JWT_AUDIENCE: 'ringtrace',
      AUTH_JWT_TENANT_CLAIM: 'https://issuer.example/tenant',
      AUTH_JWT_REQUIRED_CLAIMS: 'client_id',
    }),
  );
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});

afterAll(async () => {
  await app?.close();
  issuer.close();
  issuer.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const token = (claims: Record<string, unknown> = {}) =>
  new SignJWT({
    'https://issuer.example/tenant': 'acme',
    scope: 'openid transactions:write',
    client_id: 'shop',
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'a' })
    .setIssuer('https://issuer.example/')
    .setAudience('ringtrace')
    .setSubject('shop')
    .setExpirationTime('5m')
    .sign(pair.privateKey);

async function send(credential: string | undefined): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${credential}` };
  return (await fetch(`${url}/v1/transactions`, { method: 'POST', headers, body: '{}' })).status;
}

it('accepts an API key and a JWT', async () => {
  expect(await send(apiKey.key)).toBe(400);
  expect(await send(await token())).toBe(400);
});

it.each([
  ['the scope', { scope: 'openid' }, 403],
  ['the tenant', { 'https://issuer.example/tenant': undefined }, 401],
  ['a required claim', { client_id: undefined }, 401],
])('rejects a JWT without %s', async (_what, claims, status) => {
  expect(await send(await token(claims))).toBe(status);
});

it('limits each client separately, even from the same address', async () => {
  const statuses = await Promise.all(Array.from({ length: 25 }, () => send(busyKey.key)));
  expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  expect(await send(apiKey.key)).toBe(400);
});

it.each([
  ['a length', { 'content-length': '1000' }],
  ['no length', { 'transfer-encoding': 'chunked' }],
  ['a compressed body', { 'content-length': '1000', 'content-encoding': 'gzip' }],
])('rejects a wrong credential before the body has arrived: %s', async (_what, headers) => {
  // given
  const sending = request(`${url}/v1/transactions/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer wrong', ...headers },
  });
  // when only the beginning of the body is sent
  sending.write('{');
  // then
  const [answer] = await once(sending, 'response');
  expect(answer.statusCode).toBe(401);
  expect(answer.headers['www-authenticate']).toContain('invalid_token');
  expect(answer.headers['content-type']).toContain('application/problem+json');
  sending.destroy();
});

it('takes the next request of a connection for what it is, after a body that was not read', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = async (path: string, init: RequestOptions, body = '') => {
    const sending = request(`${url}${path}`, { ...init, agent }).end(body);
    const [answer] = await once(sending, 'response');
    answer.resume();
    await once(answer, 'end');
    return [answer.statusCode, sending.reusedSocket];
  };
  // given a rejected request whose body looks like another one
  const headers = { 'content-type': 'application/json', authorization: 'Bearer wrong' };
  const body = 'GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(1_000);
  expect(await send('/v1/transactions', { method: 'POST', headers }, body)).toEqual([401, false]);
  // then
  expect(await send('/health/live', {})).toEqual([200, true]);
  agent.destroy();
});
