// Clients that send slowly, on real sockets.
import { connect, type Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { waitUntil } from '@ringtrace/tools';
import { defaultHttpTimeouts, type HttpTimeouts } from './http-timeouts.ts';
import { createFixture } from './service.fixture.ts';

const shorter: HttpTimeouts = { headersMs: 300, requestMs: 900, checkIntervalMs: 50 };
const apps: NestFastifyApplication[] = [];
const drips: NodeJS.Timeout[] = [];

async function start(timeouts?: HttpTimeouts): Promise<NestFastifyApplication> {
  const app = await createFixture({ LOG_LEVEL: 'silent' }, timeouts === undefined ? {} : { timeouts });
  apps.push(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

const portOf = async (app: NestFastifyApplication) => Number(new URL(await app.getUrl()).port);
const openConnections = (app: NestFastifyApplication) =>
  new Promise<number>((resolve, reject) =>
    app.getHttpServer().getConnections((error: Error | null, count: number) => {
      if (error) reject(error);
      else resolve(count);
    }),
  );

afterAll(async () => {
  for (const drip of drips) clearInterval(drip);
  await Promise.all(apps.map((app) => app.close()));
});

/** Sends the beginning, and then a byte at a time. Never closes its side, not even after the server has. */
function slowClient(
  port: number,
  beginning: string,
): { socket: Socket; received: () => string; sentForMs: () => number } {
  const startedAt = performance.now();
  let closedAt: number | undefined;
  let received = '';
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => {
    if (beginning === '') return;
    socket.write(beginning);
    drips.push(setInterval(() => socket.writable && socket.write('x'), 20));
  });
  socket.on('data', (chunk) => {
    received += chunk;
    closedAt ??= performance.now();
  });
  socket.on('error', () => undefined);
  return { socket, received: () => received, sentForMs: () => (closedAt ?? Number.NaN) - startedAt };
}

it.each([
  ['headers', shorter.headersMs, 'POST /orders HTTP/1.1\r\nhost: a\r\nx-slow: '],
  [
    'a body',
    shorter.requestMs,
    'POST /orders HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n',
  ],
  ['nothing at all', shorter.headersMs, ''],
])(
  'closes 50 connections that send %s too slowly, after the configured time and an answer',
  async (_what, limitMs, beginning) => {
    // given
    const app = await start(shorter);
    const port = await portOf(app);
    // when
    const clients = Array.from({ length: 50 }, () => slowClient(port, beginning));
    // then
    await waitUntil(() => clients.every(({ socket }) => socket.destroyed || socket.readableEnded), {
      timeoutMs: 30_000,
      what: 'the end of slow connections',
    });
    await waitUntil(async () => (await openConnections(app)) === 0, {
      timeoutMs: 30_000,
      what: 'no connection',
    });
    for (const { received, sentForMs } of clients) {
      expect(received()).toMatch(/^HTTP\/1\.1 408 [\s\S]*\/problems\/request-timeout/);
      expect(sentForMs()).toBeGreaterThanOrEqual(limitMs - 50);
    }
    // and others are served
    expect((await fetch(`${await app.getUrl()}/items/1`)).status).toBe(200);
  },
);

it('ships with limits of 10 s for headers and 30 s for a request, checked every second', async () => {
  const server = (await start()).getHttpServer() as unknown as Record<string, unknown>;
  const { headersTimeout, requestTimeout, connectionsCheckingInterval } = server;
  expect(defaultHttpTimeouts).toEqual({ headersMs: 10_000, requestMs: 30_000, checkIntervalMs: 1_000 });
  expect({
    headersMs: headersTimeout,
    requestMs: requestTimeout,
    checkIntervalMs: connectionsCheckingInterval,
  }).toEqual(defaultHttpTimeouts);
});
