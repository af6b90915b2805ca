// Invalid requests that never reach a handler, over real connections: the response is always a problem and quotes no value.
import { once } from 'node:events';
import { connect } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createFixture, dependency } from './service.fixture.ts';

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  app = await createFixture({ LOG_LEVEL: 'silent' });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

const json = { 'content-type': 'application/json' };

async function problemOf(path: string, init: RequestInit) {
  const answer = await fetch(`${url}${path}`, init);
  const text = await answer.text();
  expect(answer.headers.get('content-type')).toMatch('application/problem+json');
  expect(text).not.toContain('canary');
  return { answer, problem: JSON.parse(text) };
}

/** Sends raw bytes; resolves with everything received until the connection closes. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  await once(socket, 'close');
  return received;
}

describe('an invalid request', () => {
  it.each<[string, string, RequestInit, number, string]>([
    ['unknown path', '/canary?canary', {}, 404, 'not-found'],
    ['wrong method', '/orders', {}, 405, 'method-not-allowed'],
    [
      'wrong method of a path with a parameter',
      '/items/canary',
      { method: 'PUT' },
      405,
      'method-not-allowed',
    ],
    ['URL that cannot be decoded', '/items/canary%zz', {}, 400, 'bad-url'],
    ['very long parameter', `/items/${'c'.repeat(300)}`, {}, 414, 'url-too-long'],
    ['text', '/orders', { method: 'POST', body: 'canary' }, 415, 'unsupported-media-type'],
    [
      'form',
      '/orders',
      { method: 'POST', body: new URLSearchParams({ id: 'canary' }) },
      415,
      'unsupported-media-type',
    ],
    [
      'invalid JSON',
      '/orders',
      { method: 'POST', headers: json, body: '{"id": canary' },
      400,
      'invalid-json',
    ],
    ['NaN', '/orders', { method: 'POST', headers: json, body: '{"amount": NaN}' }, 400, 'invalid-json'],
    ['empty JSON body', '/orders', { method: 'POST', headers: json, body: '' }, 400, 'invalid-json'],
    [
      'prototype key',
      '/orders',
      { method: 'POST', headers: json, body: '{"__proto__": {"canary": 1}}' },
      400,
      'invalid-json',
    ],
    [
      'body over the limit',
      '/orders',
      { method: 'POST', headers: json, body: `"${'canary'.repeat(2_000)}"` },
      413,
      'body-too-large',
    ],
    ['no body', '/orders', { method: 'POST' }, 400, 'invalid-input'],
    [
      'wrong fields',
      '/orders',
      { method: 'POST', headers: json, body: '{"id": 7, "colour": "canary"}' },
      400,
      'invalid-input',
    ],
    ['server error', '/fail', { method: 'POST' }, 500, 'internal'],
  ])('%s is answered with a problem', async (_what, path, init, status, type) => {
    const { answer, problem } = await problemOf(path, init);
    expect(answer.status).toBe(status);
    expect(problem).toMatchObject({ status, type: `/problems/${type}`, title: expect.any(String) });
    if (status === 500) expect(Object.keys(problem)).toEqual(['type', 'title', 'status']);
  });

  it('is answered with the names of the invalid fields, or the allowed methods', async () => {
    const { problem } = await problemOf('/orders', {
      method: 'POST',
      headers: json,
      body: '{"id": 7, "x": "canary"}',
    });
    expect(problem.errors.map((error: { field: string }) => error.field)).toEqual(['id', 'amount', 'x']);
    const { answer } = await problemOf('/orders', { method: 'DELETE' });
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it('is answered with a problem even if it is not HTTP', async () => {
    expect(await raw('canary\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 [\s\S]*application\/problem\+json[\s\S]*malformed-http/,
    );
    const long = `GET / HTTP/1.1\r\nhost: a\r\nx: ${'canary'.repeat(10_000)}\r\n\r\n`;
    expect(await raw(long)).toMatch(/^HTTP\/1.1 431 [\s\S]*headers-too-large/);
  });

  it('is rejected if it has an unsupported Expect header', async () => {
    const request = 'GET /items/1 HTTP/1.1\r\nhost: a\r\nexpect: canary\r\n\r\n';
    const answer = await raw(request);
    expect(answer).toMatch(/^HTTP\/1.1 417 [\s\S]*application\/problem\+json[\s\S]*expectation-failed/);
    expect(answer).not.toContain('canary');
  });

  it('does no harm when the client disconnects in the middle of the body', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      'POST /orders HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
    );
    await once(socket, 'connect');
    socket.destroy();
    expect((await fetch(`${url}/items/1`)).status).toBe(200);
  });
});

describe('health', () => {
  afterEach(() => {
    dependency.state = { status: 'up' };
  });

  it('is live and ready while all dependencies are up', async () => {
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { status: 'ok', details: { database: { status: 'up' } } },
    ]);
  });

  it('is live but not ready while a dependency is down, and says which and why', async () => {
    dependency.state = { status: 'down', reason: 'does not answer' };
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { status: 'error', error: { database: { status: 'down', reason: 'does not answer' } } },
    ]);
  });
});

describe('a service', () => {
  it('serves its API documentation as HTML and as OpenAPI', async () => {
    const page = await fetch(`${url}/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
    const description = await (await fetch(`${url}/docs/json`)).json();
    expect(description).toMatchObject({ openapi: '3.1.0', paths: { '/orders': {} } });
  });

  it('serves metrics, including problems by route and type', async () => {
    await fetch(`${url}/orders`, { method: 'POST', headers: json, body: 'canary' });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('process_cpu_seconds_total');
    expect(metrics).toMatch(/http_problems_total{route="\/orders",type="\/problems\/invalid-json"} \d/);
    expect(metrics).not.toContain('canary');
  });
});
