import { EventEmitter } from 'node:events';
import type { Logger } from './logger.ts';
import { logWhenAnswered } from './logging.interceptor.ts';

type Entry = [level: string, line: { route: string; status: number; durationMs: number }];

function collectingLogger(): { logger: Logger; entries: Entry[] } {
  const entries: Entry[] = [];
  const at = (level: string) => (line: Entry[1]) => entries.push([level, line]);
  const logger = { error: at('error'), info: at('info'), debug: at('debug') } as unknown as Logger;
  return { logger, entries };
}

const responseOf = (statusCode: number, more = {}) =>
  Object.assign(new EventEmitter(), { statusCode, writableFinished: true, closed: false, ...more });
const get = (url: string) => ({ method: 'GET', routeOptions: { url } });

describe('the log line of a request', () => {
  it.each<[string, number, string]>([
    ['/orders/:id', 200, 'info'],
    ['/orders/:id', 404, 'info'],
    ['/orders/:id', 503, 'error'],
    ['/health/ready', 200, 'debug'],
    ['/health/ready', 503, 'debug'],
    ['/health/ready', 500, 'error'],
  ])('for %s with status %i has level %s', (route, status, level) => {
    const { logger, entries } = collectingLogger();
    const response = responseOf(status);
    logWhenAnswered(logger, get(route), { raw: response });
    expect(entries).toEqual([]);
    response.emit('close');
    expect(entries).toEqual([[level, { method: 'GET', route, status, durationMs: expect.any(Number) }]]);
  });

  it('has status 499 when the client disconnects before the response is sent', () => {
    const { logger, entries } = collectingLogger();
    const response = responseOf(200, { writableFinished: false });
    logWhenAnswered(logger, get('/orders'), { raw: response });
    response.emit('close');
    expect(entries).toMatchObject([['info', { status: 499 }]]);
  });

  it('is written when the client disconnected before logging was set up', () => {
    const { logger, entries } = collectingLogger();
    logWhenAnswered(logger, get('/orders'), {
      raw: responseOf(200, { writableFinished: false, closed: true }),
    });
    expect(entries).toMatchObject([['info', { status: 499 }]]);
  });

  it('is written once when logging is set up twice, and leaves no listener behind', () => {
    const { logger, entries } = collectingLogger();
    const response = responseOf(200);
    for (const reply of [{ raw: response }, { raw: response }])
      logWhenAnswered(logger, get('/orders'), reply);
    response.emit('close');
    expect(entries).toHaveLength(1);
    expect(response.listenerCount('close')).toBe(0);
  });

  it('has the request id only if the server generated it', () => {
    const { logger, entries } = collectingLogger();
    const generated = '0b7f8c9e-5d1c-4f3e-9a54-0e3a7d5a2b11';
    for (const id of [generated, 'canary']) {
      const response = responseOf(200);
      logWhenAnswered(logger, { ...get('/orders'), id }, { raw: response });
      response.emit('close');
    }
    expect(entries.map(([, line]) => 'requestId' in line && line.requestId)).toEqual([generated, false]);
  });

  it('names the route on Express too, and never the URL', () => {
    const { logger, entries } = collectingLogger();
    const requests = [
      { method: 'GET', url: '/orders/4111', route: { path: '/orders/:id' } },
      { method: 'GET', url: '/orders/4111' },
    ];
    for (const request of requests) {
      const response = responseOf(200);
      logWhenAnswered(logger, request, response);
      response.emit('close');
    }
    expect(entries.map(([, line]) => line.route)).toEqual(['/orders/:id', '(no route)']);
  });
});
