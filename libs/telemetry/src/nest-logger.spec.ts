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

describe('Nest’s own messages', () => {
  it('keep their level and who speaks', () => {
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

  it('about wiring are of interest to who changes it only', () => {
    const { nest, entries } = collecting();
    nest.log('Mapped {/orders, GET} route', 'RouterExplorer');
    expect(entries[0]?.[0]).toBe('debug');
  });

  it('hand errors over to be described, and print no other object', () => {
    const { nest, entries } = collecting();
    const error = new RangeError('4111');
    nest.error(error, 'ExceptionsHandler');
    nest.error({ card: '4111' });
    expect(entries).toEqual([
      ['error', { context: 'ExceptionsHandler', error }, 'RangeError'],
      ['error', { context: undefined }, '(object withheld)'],
    ]);
  });
});
