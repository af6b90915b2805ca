// The way to the answers of servers that are not Fastify's, on a plain one of Node's. Fastify's is in web.int.spec.ts.
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { watchServer } from './watch-answers.ts';

const answers: Record<string, (response: ServerResponse) => void> = {
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

it('tells the status of every answer, in the context of its request, and changes none', async () => {
  // given a server with a context for each request, as dd-trace gives it one
  const context = new AsyncLocalStorage<string>();
  const server = createServer();
  const emit = server.emit;
  server.emit = function (this: typeof server, name: string, ...rest: unknown[]) {
    const path = name === 'request' ? (rest[0] as IncomingMessage).url : undefined;
    return context.run(path ?? '', () => Reflect.apply(emit, this, [name, ...rest]));
  } as never;
  server.on('request', (request, response) => answers[request.url ?? '']?.(response));
  const told: unknown[] = [];
  watchServer(server, (raw, status) => told.push([(raw as IncomingMessage).url, status, context.getStore()]));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // when it is asked
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
    return [answer.status, answer.headers.get('x-why'), await answer.text()];
  };
  expect([await ask('/implicit'), await ask('/explicit'), await ask('/stream')]).toEqual([
    [401, null, ''],
    [403, 'no', 'no'],
    [200, null, 'ab'],
  ]);
  server.close();
  // then
  expect(told).toEqual([
    ['/implicit', 401, '/implicit'],
    ['/explicit', 403, '/explicit'],
    ['/stream', 200, '/stream'],
  ]);
});
