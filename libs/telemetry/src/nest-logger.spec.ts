import type { Logger } from './logger.ts';
import { NestLogger } from './nest-logger.ts';

function collecting() {
  const entries: unknown[][] = [];
  const at =
    (level: string) =>
    (...args: unknown[]) =>
      entries.push([level, ...args]);
  const logger = Object.fromEntries(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, at(level)]),
  ) as unknown as Logger;
  return { nest: new NestLogger(logger), entries };
}

describe('NestLogger', () => {
  it('keeps the level and context of a message', () => {
    const { nest, entries } = collecting();
    nest.log('started', 'App');
    nest.verbose('detail', 'App');
    nest.fatal('over', 'App');
    expect(entries).toEqual([
      ['info', { context: 'App' }, 'started'],
      ['trace', { context: 'App' }, 'detail'],
      ['fatal', { context: 'App' }, 'over'],
    ]);
  });

  it('logs messages about wiring at debug level', () => {
    const { nest, entries } = collecting();
    nest.log('Mapped {/orders, GET} route', 'RouterExplorer');
    expect(entries[0]?.[0]).toBe('debug');
  });

  it('passes errors on to be described and prints no other object', () => {
    const { nest, entries } = collecting();
    const error = new RangeError('4111');
    nest.error(error, 'ExceptionsHandler');
    nest.error({ card: '4111' });
    expect(entries).toEqual([
      ['error', { context: 'ExceptionsHandler', error }, 'RangeError'],
      ['error', { context: undefined }, '(object withheld)'],
    ]);
  });

  it('does not repeat messages of transports and errors', () => {
    const { nest, entries } = collecting();
    nest.error('ERROR [Runner] card 4111 {"value":"4111"}', 'ServerKafka');
    nest.error('no order 4111', 'Error: no order 4111\n    at work (/app/orders.js:1:2)', 'Orders');
    nest.error('no order 4111', 'Error: no order 4111\n    at work (/app/orders.js:1:2)');
    nest.warn('paused', 'Orders');
    nest.error(Object.assign(new Error('4111'), { name: '4111' }), 'Orders');
    expect(entries.map(([, fields, text]) => [(fields as { context?: string }).context, text])).toEqual([
      ['ServerKafka', 'ERROR [Runner] (text withheld)'],
      ['Orders', '(error message withheld)'],
      [undefined, '(error message withheld)'],
      ['Orders', 'paused'],
      ['Orders', 'Error'],
    ]);
  });
});
