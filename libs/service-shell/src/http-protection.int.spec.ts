// Security headers, CORS and rate limits, over real connections.
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createFixture } from './service.fixture.ts';

const apps: NestFastifyApplication[] = [];
async function start(limits: Parameters<typeof createFixture>[1] = {}): Promise<string> {
  const app = await createFixture({ LOG_LEVEL: 'silent' }, limits);
  apps.push(app);
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}
afterAll(() => Promise.all(apps.map((app) => app.close())));

describe('every response', () => {
  it.each(['/items/1', '/nowhere', '/health/live', '/fail'])(
    'from %s has strict security headers',
    async (path) => {
      const { headers } = await fetch((await start()) + path, { method: path === '/fail' ? 'POST' : 'GET' });
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('has a request id that the client cannot choose', async () => {
    const url = await start();
    const ask = () => fetch(`${url}/items/1`, { headers: { 'x-request-id': 'canary' } });
    const ids = [await ask(), await ask()].map(({ headers }) => headers.get('x-request-id'));
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('of the documentation pages has a content security policy of its own', async () => {
    const { status, headers } = await fetch(`${await start()}/docs/`);
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).not.toContain("default-src 'none'");
  });
});

describe('a page from another origin', () => {
  const preflight = (url: string, origin: string) =>
    fetch(`${url}/orders`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });

  it('may call only if its origin is configured', async () => {
    const { headers } = await preflight(await start(), 'https://shop.example');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    const open = await start({ corsOrigins: ['https://shop.example'] });
    const allowed = await preflight(open, 'https://shop.example');
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://shop.example',
    ]);
    expect(
      (await preflight(open, 'https://evil.example')).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });
});

describe('a client that exceeds the rate limit', () => {
  it('gets 429 with Retry-After, while probes and other clients are served', async () => {
    const url = await start({ requestsPerMinute: 3, trustedProxies: 1 });
    const ask = (from: string, path = '/items/1') =>
      fetch(url + path, { headers: { 'x-forwarded-for': from } });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) statuses.push((await ask('203.0.113.1')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const limited = await ask('203.0.113.1');
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(limited.headers.get('content-type')).toMatch('application/problem+json');
    expect(await limited.json()).toEqual({
      type: '/problems/too-many-requests',
      title: 'Too many requests',
      status: 429,
    });
    expect((await ask('203.0.113.2')).status).toBe(200);
    for (const path of ['/health/live', '/health/ready', '/metrics'])
      expect((await ask('203.0.113.1', path)).status).toBe(200);
  });

  it.each([
    ['unknown paths', '/nowhere', 'GET', 404],
    ['wrong methods', '/items/1', 'DELETE', 405],
    ['malformed URLs', '/items/%zz', 'GET', 400],
  ])('is limited for %s too, with the same counter', async (_what, path, method, status) => {
    const url = await start({ requestsPerMinute: 3 });
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) statuses.push((await fetch(url + path, { method })).status);
    expect(statuses).toEqual([status, status, status]);
    const limited = await fetch(url + path, { method });
    expect([limited.status, limited.headers.get('content-type')]).toEqual([
      429,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(`${url}/items/1`)).status).toBe(429);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('cannot evade the limit with a forged X-Forwarded-For header', async () => {
    const url = await start({ requestsPerMinute: 2 });
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++)
      statuses.push(
        (await fetch(`${url}/items/1`, { headers: { 'x-forwarded-for': `203.0.113.${n}` } })).status,
      );
    expect(statuses).toEqual([200, 200, 429]);
  });
});
