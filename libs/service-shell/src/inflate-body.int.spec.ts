// Compressed request bodies, over real connections.
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createFixture } from './service.fixture.ts';

let app: NestFastifyApplication;
let url: string;

// The fixture's body limit is 10,000 bytes.
beforeAll(async () => {
  app = await createFixture({ LOG_LEVEL: 'silent' });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

const order = JSON.stringify({ id: 'a', amount: 1 });

async function post(encoding: string, body: Buffer | string | ReadableStream) {
  const answer = await fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': encoding },
    body: body as string,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as { type?: string } };
}

it.each([
  ['gzip', gzipSync(order)],
  ['GZIP', gzipSync(order)],
  ['x-gzip', gzipSync(order)],
  ['deflate', deflateSync(order)],
  ['identity', order],
])('reads a body in %s', async (encoding, body) => {
  expect(await post(encoding, body)).toMatchObject({ status: 201, body: { id: 'a' } });
});

it('reads a compressed body that arrives without a length', async () => {
  expect(await post('gzip', new Blob([gzipSync(order)]).stream())).toMatchObject({ status: 201 });
});

it.each([
  ['JSON labelled as gzip', 'gzip', order, 400, 'invalid-encoding'],
  ['JSON labelled as deflate', 'deflate', order, 400, 'invalid-encoding'],
  ['half of a gzip body', 'gzip', gzipSync(order).subarray(0, 15), 400, 'invalid-encoding'],
  ['gzip of something else', 'gzip', gzipSync('canary'), 400, 'invalid-json'],
  ['brotli', 'br', brotliCompressSync(order), 415, 'unsupported-encoding'],
  ['gzip within gzip', 'gzip, gzip', gzipSync(gzipSync(order)), 415, 'unsupported-encoding'],
  ['an unknown encoding', 'constructor', order, 415, 'unsupported-encoding'],
  ['10,001 bytes', 'gzip', gzipSync(`"${'x'.repeat(9_999)}"`), 413, 'body-too-large'],
  [
    'megabytes in 9,000 bytes',
    'gzip',
    gzipSync(Buffer.alloc(20 * 1024 * 1024)).subarray(0, 9_000),
    413,
    'body-too-large',
  ],
])('rejects %s with a problem', async (_what, encoding, body, status, type) => {
  const answer = await post(encoding, body);
  expect(answer).toMatchObject({ status, body: { type: `/problems/${type}` } });
  expect(JSON.stringify(answer.body)).not.toContain('canary');
  expect(answer.headers.get('accept-encoding')).toBe(status === 415 ? 'gzip, deflate, identity' : null);
});
