import { createLogger } from './logger.ts';

const canary = '4111111111111111';

function logged(work: (logger: ReturnType<typeof createLogger>) => void, fields: string[] = []) {
  const lines: string[] = [];
  work(createLogger({ service: 'orders', fields }, { write: (line: string) => lines.push(line) }));
  expect(lines.join()).not.toContain(canary);
  return lines.map((line) => JSON.parse(line));
}

describe('a log line', () => {
  it('holds allowed fields and counts the dropped ones', () => {
    const [line] = logged((logger) =>
      logger.info({ topic: 'orders', attempt: 2, topics: ['a', 'b'], card: canary, [canary]: 1 }, 'sent'),
    );
    expect(line).toEqual({
      level: 'info',
      time: expect.any(String),
      service: 'orders',
      topic: 'orders',
      attempt: 2,
      topics: ['a', 'b'],
      withheld: 2,
      message: 'sent',
    });
  });

  it('drops an allowed field whose value is not plain', () => {
    const [line] = logged((logger) =>
      logger.info({ reason: { card: canary }, topics: [{ card: canary }], source: () => canary }, 'x'),
    );
    expect(line).toMatchObject({ withheld: 3 });
  });

  it('holds additional fields that the application allows', () => {
    const [line] = logged((logger) => logger.info({ orderKind: 'gift', card: canary }, 'x'), ['orderKind']);
    expect(line).toMatchObject({ orderKind: 'gift', withheld: 1 });
  });

  it('does not format arguments into its message', () => {
    const lines = logged((logger) => {
      logger.info('card %s', canary);
      logger.info({ topic: 'a' }, 'card %s', canary);
      logger.info({ topic: 'a' }, '100%');
      logger.info({ message: canary, msg: canary });
      (logger.info as (value: unknown) => void)(Number(canary));
    });
    expect(lines.map(({ message }) => message)).toEqual(['card %s', 'card %s', '100%', undefined, undefined]);
  });

  it('describes an error wherever it is passed', () => {
    const error = Object.assign(new Error(`card ${canary}`), { code: 'E_CARD', card: canary, name: canary });
    const lines = logged((logger) => {
      logger.error(error);
      logger.error({ error });
      logger.error({ error }, 'failed');
      logger.error(error, 'failed');
      logger.error({ err: error, cause: error });
      logger.error({ error: canary });
    });
    expect(lines.map(({ message, error: described }) => [message, described?.code])).toEqual([
      ['E_CARD (message withheld)', 'E_CARD'],
      ['E_CARD (message withheld)', 'E_CARD'],
      ['failed', 'E_CARD'],
      ['failed', 'E_CARD'],
      [undefined, undefined],
      ['not an Error', undefined],
    ]);
  });

  it('of a child logger is filtered too', () => {
    const [line] = logged((logger) =>
      logger.child({ context: 'Orders', card: canary }).child({ c: canary }).info('x'),
    );
    expect(line).toMatchObject({ context: 'Orders', message: 'x' });
  });
});
