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

const answerOf = (statusCode: number, more = {}) =>
  Object.assign(new EventEmitter(), { statusCode, writableFinished: true, closed: false, ...more });
const get = (url: string) => ({ method: 'GET', routeOptions: { url } });

describe('the line of a request', () => {
  it.each<[string, number, string]>([
    ['/orders/:id', 200, 'info'],
    ['/orders/:id', 404, 'info'],
    ['/orders/:id', 503, 'error'],
    ['/health/ready', 200, 'debug'],
    ['/health/ready', 503, 'debug'],
    ['/health/ready', 500, 'error'],
  ])('for %s with %i is of level %s', (route, status, level) => {
    const { logger, entries } = collectingLogger();
    const answer = answerOf(status);
    logWhenAnswered(logger, get(route), { raw: answer });
    expect(entries).toEqual([]);
    answer.emit('close');
    expect(entries).toEqual([[level, { method: 'GET', route, status, durationMs: expect.any(Number) }]]);
  });

  it('says 499 where the client left before the answer was out', () => {
    const { logger, entries } = collectingLogger();
    const answer = answerOf(200, { writableFinished: false });
    logWhenAnswered(logger, get('/orders'), { raw: answer });
    answer.emit('close');
    expect(entries).toMatchObject([['info', { status: 499 }]]);
  });

  it('is written for a client that left before anybody listened', () => {
    const { logger, entries } = collectingLogger();
    logWhenAnswered(logger, get('/orders'), {
      raw: answerOf(200, { writableFinished: false, closed: true }),
    });
    expect(entries).toMatchObject([['info', { status: 499 }]]);
  });

  it('is written once, whoever asks for it, and leaves nothing behind', () => {
    const { logger, entries } = collectingLogger();
    const answer = answerOf(200);
    for (const reply of [{ raw: answer }, { raw: answer }]) logWhenAnswered(logger, get('/orders'), reply);
    answer.emit('close');
    expect(entries).toHaveLength(1);
    expect(answer.listenerCount('close')).toBe(0);
  });

  it('has the id of the request, if it is one that we made', () => {
    const { logger, entries } = collectingLogger();
    const made = '0b7f8c9e-5d1c-4f3e-9a54-0e3a7d5a2b11';
    for (const id of [made, 'canary']) {
      const answer = answerOf(200);
      logWhenAnswered(logger, { ...get('/orders'), id }, { raw: answer });
      answer.emit('close');
    }
    expect(entries.map(([, line]) => 'requestId' in line && line.requestId)).toEqual([made, false]);
  });

  it('names the route of Express too, and never a URL', () => {
    const { logger, entries } = collectingLogger();
    const requests = [
      { method: 'GET', url: '/orders/4111', route: { path: '/orders/:id' } },
      { method: 'GET', url: '/orders/4111' },
    ];
    for (const request of requests) {
      const answer = answerOf(200);
      logWhenAnswered(logger, request, answer);
      answer.emit('close');
    }
    expect(entries.map(([, line]) => line.route)).toEqual(['/orders/:id', '(no route)']);
  });
});
