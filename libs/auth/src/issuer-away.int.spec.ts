// The issuer of tokens is away: what clients are told over HTTP. What becomes of its keys: issuer-keys.int.spec.ts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiKey } from './api-key.ts';
import { formatApiKeyLine } from './api-key-file.ts';
import { Issuer } from './issuer.fixture.ts';
import { startApp } from './web.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'auth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('known keys and API keys count, and a token of an unknown key is told to come again', async () => {
  // given one that has read the keys, and asks again for each that it does not know
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
  // when the issuer goes away
  await issuer.stop();
  await issuer.rotate();
  // then
  const refused = await ask(await issuer.sign());
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await refused.json()).toMatchObject({ type: '/problems/unavailable' });
  expect((await ask(known)).status).toBe(200);
  expect((await ask(reader.key)).status).toBe(200);
  await app.close();
});
