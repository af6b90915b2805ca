// Watches the responses of servers other than Fastify's, on a plain Node server. Fastify's are tested in web.int.spec.ts.
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { watchNodeServer } from './watch-responses.ts';

const handlers: Record<string, (response: ServerResponse) => void> = {
  '/implicit': (response) => {
    response.statusCode = 401;
    response.end();
  },
  '/explicit': (response) => response.writeHead(403, { 'x-why': 'no' }).end('no'),
  '/stream': (response) => {
    response.write('a');
    response.end('b');
  },
};

it('reports the status of every response in the async context of its request, without changing it', async () => {
  // given a server with an async context per request, as dd-trace creates one
  const context = new AsyncLocalStorage<string>();
  const server = createServer();
  const emit = server.emit;
  server.emit = function (this: typeof server, name: string, ...rest: unknown[]) {
    const path = name === 'request' ? (rest[0] as IncomingMessage).url : undefined;
    return context.run(path ?? '', () => Reflect.apply(emit, this, [name, ...rest]));
  } as never;
  server.on('request', (request, response) => handlers[request.url ?? '']?.(response));
  const reported: unknown[] = [];
  watchNodeServer(server, (raw, status) =>
    reported.push([(raw as IncomingMessage).url, status, context.getStore()]),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // when it gets requests
  const request = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
    return [response.status, response.headers.get('x-why'), await response.text()];
  };
  expect([await request('/implicit'), await request('/explicit'), await request('/stream')]).toEqual([
    [401, null, ''],
    [403, 'no', 'no'],
    [200, null, 'ab'],
  ]);
  server.close();
  // then
  expect(reported).toEqual([
    ['/implicit', 401, '/implicit'],
    ['/explicit', 403, '/explicit'],
    ['/stream', 200, '/stream'],
  ]);
});
