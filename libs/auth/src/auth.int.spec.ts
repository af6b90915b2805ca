// Authentication and authorisation over real connections: a Nest application, an issuer and an API keys file.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { waitUntil } from '@ringtrace/tools';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createApiKey } from './api-key.ts';
import { formatApiKeyLine } from './api-key-file.ts';
import { Issuer } from './issuer.fixture.ts';
import { startApp } from './web.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'auth-'));
const file = join(folder, 'keys');
const reader = createApiKey({ tenant: 'acme', scopes: ['orders:read'], expiresAtMs: undefined });
const writer = createApiKey({ tenant: 'b', scopes: ['orders:read', 'orders:write'], expiresAtMs: undefined });
const expired = createApiKey({ tenant: 'acme', scopes: ['orders:read'], expiresAtMs: Date.now() - 1 });
const all = [reader, writer, expired];
const issuer = new Issuer();

let app: NestFastifyApplication;
let url: string;

const write = (keys: typeof all) =>
  writeFileSync(file, keys.map(({ record }) => `${formatApiKeyLine(record)}\n`).join(''));

beforeAll(async () => {
  write(all);
  await issuer.start();
  const { jwksUrl } = issuer;
  app = await startApp({
    jwt: { jwksUrl, issuer: issuer.issuer, audience: ['orders', 'shop'] },
    apiKeys: { file, reloadMs: 20 },
  });
  url = await app.getUrl();
});
afterAll(async () => {
  await app?.close();
  await issuer.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(path: string, token?: string, method = 'GET') {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}${path}`, { method, headers });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: text.startsWith('{') ? JSON.parse(text) : text,
  };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const soon = Math.floor(Date.now() / 1_000) + 300;
const good = { iss: issuer.issuer, aud: 'orders', sub: 'a', exp: soon, tenant: 'acme', scope: 'orders:read' };
const tampered = (token: string) => {
  const [header, , signature] = token.split('.');
  return `${header}.${encode({ ...good, tenant: 'b' })}.${signature}`;
};

describe('a JWT', () => {
  it('is accepted, and its claims become the principal', async () => {
    expect(await ask('/orders', await issuer.sign())).toMatchObject({
      status: 200,
      body: { kind: 'jwt', tenant: 'acme' },
    });
  });

  it.each<[string, () => Record<string, unknown>]>([
    ['one of several audiences', () => ({ aud: ['else', 'shop'] })],
    ['scopes as a list', () => ({ scope: ['orders:read'] })],
    ['an expiry within the clock tolerance', () => ({ exp: Math.floor(Date.now() / 1_000) - 10 })],
  ])('is accepted with %s', async (_what, claims) => {
    expect((await ask('/orders', await issuer.sign(claims()))).status).toBe(200);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['that has expired', () => issuer.sign({ exp: 1_000_000 })],
    ['that is not valid yet', () => issuer.sign({ nbf: soon })],
    ['of another issuer', () => issuer.sign({ iss: 'https://canary.example' })],
    ['for another service', () => issuer.sign({ aud: 'canary' })],
    ['without a tenant', () => issuer.sign({ tenant: undefined })],
    ['with an invalid tenant', () => issuer.sign({ tenant: 'a/../b' })],
    ['with a list of tenants', () => issuer.sign({ tenant: ['acme', 'b'] })],
    ['without a subject', () => issuer.sign({ sub: '' })],
    ['without an expiry', () => issuer.sign({ exp: undefined })],
    ['that was tampered with', async () => tampered(await issuer.sign())],
    ['without a signature', () => `${encode({ alg: 'none' })}.${encode(good)}.`],
    [
      'signed with the public key as a secret',
      () => {
        const body = `${encode({ alg: 'HS256', kid: 'key-1' })}.${encode(good)}`;
        return `${body}.${createHmac('sha256', 'public key').update(body).digest('base64url')}`;
      },
    ],
    ['signed with an unknown key', () => issuer.sign({}, { kid: 'canary' })],
    ['that is not a JWT', () => 'canary'],
    ['that is incomplete', () => 'eyJhbGciOiJFUzI1NiJ9.e30'],
  ])('is rejected if it is one %s', async (_what, token) => {
    const { status, headers, text } = await ask('/orders', await token());
    expect([status, headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="orders", error="invalid_token"',
    ]);
    expect(text).toBe(
      '{"type":"/problems/unauthenticated","title":"A valid credential is required","status":401}',
    );
    expect(headers.get('content-type')).toMatch('application/problem+json');
  });

  it('is rejected if it embeds its own key or says where to fetch it, and no such URL is called', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    let requests = 0;
    const stranger = createServer((_request, response) => {
      requests++;
      response.end(JSON.stringify({ keys: [{ ...jwk, kid: 'own' }] }));
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const at = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`;
    try {
      for (const header of [{ jwk }, { jku: at }, { x5u: at }, { jku: at, jwk, kid: 'own' }]) {
        const token = await new SignJWT(good)
          .setProtectedHeader({ alg: 'ES256', kid: 'key-1', ...header })
          .sign(privateKey);
        expect((await ask('/orders', token)).status).toBe(401);
      }
      expect(requests).toBe(0);
    } finally {
      stranger.close();
    }
  });
});

describe('an API key', () => {
  it('is accepted, and its line becomes the principal', async () => {
    expect((await ask('/orders', writer.key)).body).toEqual({ kind: 'api-key', tenant: 'b' });
  });

  const other = createApiKey({ tenant: 'acme', scopes: ['orders:read'], expiresAtMs: undefined }).key;
  it.each([
    ['that has expired', expired.key],
    ['that was never issued', other],
    ['with another secret', reader.key.slice(0, 17) + other.slice(17)],
    ['that is incomplete', reader.key.slice(0, -1)],
  ])('is rejected if it is one %s', async (_what, key) => {
    expect((await ask('/orders', key)).status).toBe(401);
  });

  it('is accepted as soon as its line is in the file, until the line is removed', async () => {
    const late = createApiKey({ tenant: 'acme', scopes: ['orders:read'], expiresAtMs: undefined });
    const becomes = (status: number) =>
      waitUntil(async () => (await ask('/orders', late.key)).status === status, {
        timeoutMs: 5_000,
        what: `status ${status}`,
        everyMs: 10,
      });
    expect((await ask('/orders', late.key)).status).toBe(401);
    write([...all, late]);
    await becomes(200);
    // and an invalid file keeps the last valid keys in use
    writeFileSync(file, 'canary');
    await waitUntil(async () => (await ask('/orders', late.key)).status === 200, {
      timeoutMs: 1_000,
      what: '200',
    });
    write(all);
    await becomes(401);
  });
});

describe('authorisation', () => {
  it("follows the handler's scopes, which override the controller's", async () => {
    expect((await ask('/orders', reader.key, 'POST')).status).toBe(403);
    expect((await ask('/orders', writer.key, 'POST')).status).toBe(201);
    expect((await ask('/orders', await issuer.sign({ scope: 'orders:write' }))).status).toBe(403);
    expect((await ask('/orders', await issuer.sign({ scope: undefined }))).status).toBe(403);
    expect((await ask('/orders/me', await issuer.sign({ scope: undefined }))).body).toEqual({
      id: 'canary-user',
    });
  });

  it('denies everyone where a handler has no decorator', async () => {
    expect((await ask('/forgotten')).status).toBe(401);
    const known = await ask('/forgotten', writer.key);
    expect([known.status, known.text]).toEqual([
      403,
      '{"type":"/problems/forbidden","title":"Access denied","status":403}',
    ]);
    expect(known.headers.get('www-authenticate')).toBe('Bearer realm="orders", error="insufficient_scope"');
  });

  it('lets everyone call public routes, even with an invalid credential', async () => {
    expect((await ask('/orders/terms')).body).toEqual({ tenant: 'nobody' });
    expect((await ask('/orders/terms', 'canary')).body).toEqual({ tenant: 'nobody' });
    expect((await ask('/orders/terms', reader.key)).body).toEqual({ tenant: 'acme' });
    expect((await ask('/metrics')).status).toBe(200);
  });

  it('answers a missing credential with a challenge that has no error code', async () => {
    const { status, headers } = await ask('/orders');
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="orders"']);
    expect((await fetch(`${url}/orders`, { headers: { authorization: 'Basic dTpw' } })).status).toBe(401);
  });

  it('counts rejected requests by reason, without naming the caller', async () => {
    const { text } = await ask('/metrics');
    for (const reason of [
      'missing-credential',
      'expired',
      'wrong-signature',
      'wrong-claims',
      'missing-scope',
    ])
      expect(text).toContain(`auth_refusals_total{reason="${reason}"}`);
    expect(text).not.toMatch(/canary|rtk_|acme/);
  });
});

describe('with authentication off', () => {
  it('everyone may call every route that has scopes, but a handler without a decorator stays closed', async () => {
    const open = await startApp({ none: { tenant: 'default' } });
    const at = await open.getUrl();
    expect(await (await fetch(`${at}/orders`)).json()).toEqual({ kind: 'none', tenant: 'default' });
    expect((await fetch(`${at}/orders`, { method: 'POST' })).status).toBe(201);
    expect((await fetch(`${at}/forgotten`)).status).toBe(403);
    await open.close();
  });
});

describe('an invalid API keys file', () => {
  it('prevents startup with an error that names the place and not the content', async () => {
    const bad = join(folder, 'bad');
    writeFileSync(bad, 'canary');
    await expect(startApp({ apiKeys: { file: bad } })).rejects.toThrow(
      'the API keys file is invalid: line 1 has an id that is not 12 characters of a-z 0-9',
    );
    await expect(startApp({ apiKeys: { file: join(folder, 'none') } })).rejects.toThrow('cannot be read');
  });
});
