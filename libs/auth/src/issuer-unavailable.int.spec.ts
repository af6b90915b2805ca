// What clients see over HTTP while the token issuer is unavailable. How its keys are handled: issuer-keys.int.spec.ts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiKey } from './api-key.ts';
import { formatApiKeyLine } from './api-key-file.ts';
import { Issuer } from './issuer.fixture.ts';
import { startApp } from './web.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'auth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('accepts known keys and API keys while the issuer is down, and answers 503 for a token of an unknown key', async () => {
  // given an application that has fetched the keys and refetches them for every unknown one
  const issuer = new Issuer();
  await issuer.start();
  const reader = createApiKey({ tenant: 'acme', scopes: ['orders:read'], expiresAtMs: undefined });
  const file = join(folder, 'keys');
  writeFileSync(file, formatApiKeyLine(reader.record));
  const { jwksUrl } = issuer;
  const app = await startApp({
    jwt: { jwksUrl, issuer: issuer.issuer, audience: ['orders'], cooldownMs: 0 },
    apiKeys: { file },
  });
  const url = `${await app.getUrl()}/orders`;
  const ask = (token: string) => fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const known = await issuer.sign();
  expect((await ask(known)).status).toBe(200);
  // when the issuer goes down
  await issuer.stop();
  await issuer.rotate();
  // then only the token of the new key has to be retried
  const rejected = await ask(await issuer.sign());
  expect([rejected.status, rejected.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await rejected.json()).toMatchObject({ type: '/problems/unavailable' });
  expect((await ask(known)).status).toBe(200);
  expect((await ask(reader.key)).status).toBe(200);
  await app.close();
});
