// Concurrent requests, over real connections. They stay in progress because their bodies do not end.
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { waitUntil } from '@ringtrace/tools';
import { createFixture } from './service.fixture.ts';

const apps: NestFastifyApplication[] = [];
const held: ClientRequest[] = [];

async function start(limits: Parameters<typeof createFixture>[1]): Promise<string> {
  const app = await createFixture({ LOG_LEVEL: 'silent' }, { trustedProxies: 1, ...limits });
  apps.push(app);
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

afterEach(async () => {
  for (const each of held.splice(0)) each.destroy();
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

const ask = (url: string, client: string, path = '/items/1') =>
  fetch(url + path, { headers: { 'x-forwarded-for': client } });

/** A request whose body does not end before `end()`. */
function hold(url: string, client: string): ClientRequest {
  const sending = request(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': client },
  });
  sending.on('error', () => undefined);
  sending.write('{');
  held.push(sending);
  return sending;
}

const untilStatus = (status: number, send: () => Promise<Response>) =>
  waitUntil(async () => (await send()).status === status, { timeoutMs: 20_000, what: `status ${status}` });

it('answers 503 with Retry-After when too many requests are in progress, except for probes', async () => {
  // given
  const url = await start({ maxInFlight: 2 });
  const [first] = [hold(url, '203.0.113.1'), hold(url, '203.0.113.2')];
  await untilStatus(503, () => ask(url, '203.0.113.3'));
  // when
  const answer = await ask(url, '203.0.113.4');
  // then
  expect(await answer.json()).toMatchObject({ type: '/problems/overloaded', status: 503 });
  expect(answer.headers.get('retry-after')).toBe('1');
  expect((await ask(url, '203.0.113.4', '/health/live')).status).toBe(200);
  // and serves again when one is answered
  const answered = once(first as ClientRequest, 'response') as Promise<[IncomingMessage]>;
  first?.end('}');
  (await answered)[0].resume();
  await untilStatus(200, () => ask(url, '203.0.113.3'));
});

it('answers 429 to a client with too many requests in progress, and serves the others', async () => {
  // given
  const url = await start({ maxInFlightPerClient: 1 });
  const sending = hold(url, '203.0.113.1');
  // when
  await untilStatus(429, () => ask(url, '203.0.113.1'));
  // then
  expect((await ask(url, '203.0.113.2')).status).toBe(200);
  // and serves it again after it has disconnected
  sending.destroy();
  await untilStatus(200, () => ask(url, '203.0.113.1'));
});
