import { NestFactory } from '@nestjs/core';
import { type Backends, FaultyProxy, startBackends, waitUntil } from '@ringtrace/tools';
import {
  GraphError,
  int,
  neo4jHealth,
  type Statement,
  TracedNeo4j,
  TracedNeo4jModule,
  type TracedNeo4jOptions,
  type TracedTransaction,
} from './index.ts';
import { statements } from './statements.fixture.ts';

const { createItem, longRunning, deleteItems, lockItem, readItems, uniqueItems, writeItems } = statements;
const prefix = `item-${process.pid}-`;

let backends: Backends;
let options: TracedNeo4jOptions;
let neo4j: TracedNeo4j;
const opened: { onApplicationShutdown(): Promise<void> }[] = [];

beforeAll(async () => {
  backends = await startBackends({ instance: `neo4j-it-${process.pid}`, only: ['neo4j'] });
  options = { ...backends.neo4j, service: 'spec' };
  neo4j = connected();
  await neo4j.write(uniqueItems);
}, 180_000);

afterEach(() => neo4j.write(deleteItems, { prefix }));

afterAll(async () => {
  for (const each of opened) await each.onApplicationShutdown();
  await backends?.stop({ removeData: true });
});

function connected(changed: Partial<TracedNeo4jOptions> = {}): TracedNeo4j {
  const created = new TracedNeo4j({ ...options, ...changed });
  opened.push(created);
  return created;
}

const failureOf = (work: Promise<unknown>): Promise<GraphError> =>
  work.then(
    () => Promise.reject(new Error('expected a failure')),
    (error) => error,
  );

async function isRunning({ name }: Statement): Promise<boolean> {
  const rows = await neo4j.read<{ metaData: { statement?: string } }>(statements.showTransactions);
  return rows.some(({ metaData }) => metaData.statement === name);
}

describe('statements', () => {
  it('write and read 500 rows as plain objects', async () => {
    const rows = Array.from({ length: 500 }, (_, n) => ({ id: prefix + n, amount: int(n) }));

    await expect(neo4j.write(writeItems, { rows })).resolves.toEqual([]);

    const found = await neo4j.read<{ id: string; amount: number }>(readItems, { prefix });
    expect(found).toEqual(rows.map(({ id }, amount) => ({ id, amount })));
  });

  it('that write fail in read mode', async () => {
    const error = await failureOf(neo4j.read(createItem, { id: `${prefix}r` }));
    expect(error).toMatchObject({
      code: 'Neo.ClientError.Statement.AccessMode',
      classification: 'permanent',
    });
  });

  it('fail without values in any text', async () => {
    const id = `${prefix}secret`;
    await neo4j.write(createItem, { id });

    const error = await failureOf(neo4j.write(createItem, { id }));

    expect(error).toBeInstanceOf(GraphError);
    expect(error.message).toBe('Neo.ClientError.Schema.ConstraintValidationFailed in test.create-item');
    expect(error.classification).toBe('permanent');
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(id);
    expect(String(error.cause)).toContain(id);
  });

  it('that time out on the server are classified as size', async () => {
    const error = await failureOf(neo4j.read(longRunning, {}, { timeoutMs: 200 }));
    expect(error.code).toContain('TransactionTimedOut');
    expect(error.classification).toBe('size');
  });

  it('that create the same key concurrently all succeed', async () => {
    const rows = [{ id: `${prefix}same`, amount: int(1) }];
    await Promise.all(Array.from({ length: 10 }, () => neo4j.write(writeItems, { rows })));
    await expect(neo4j.read(readItems, { prefix })).resolves.toHaveLength(1);
  });
});

describe('a transaction', () => {
  const [a, b] = [`${prefix}a`, `${prefix}b`];

  it('that deadlocks with another is retried within a second, and both succeed', async () => {
    for (const id of [a, b]) await neo4j.write(createItem, { id });
    // The best of three rounds, since a busy machine may be slow: the driver's own retry waits a second in each.
    const durationsMs = [await deadlockOnce(), await deadlockOnce(), await deadlockOnce()];
    expect(Math.min(...durationsMs)).toBeLessThan(1_000);
  });

  /** Two transactions lock the same two items in opposite order. Returns how long both took. */
  async function deadlockOnce(): Promise<number> {
    const both = Promise.withResolvers<void>();
    let runs = 0;
    const lockBoth = (first: string, second: string) =>
      neo4j.transaction('write', async (transaction) => {
        await transaction.run(lockItem, { id: first });
        runs += 1;
        if (runs === 2) both.resolve();
        await both.promise;
        await transaction.run(lockItem, { id: second });
      });

    const startedAt = performance.now();
    await Promise.all([lockBoth(a, b), lockBoth(b, a)]);
    const durationMs = performance.now() - startedAt;

    expect(runs).toBe(3);
    return durationMs;
  }

  it('that throws is rolled back, and its error passes through unchanged', async () => {
    const own = new Error('own');
    const work = async (transaction: TracedTransaction) => {
      await transaction.run(createItem, { id: a });
      throw own;
    };
    await expect(neo4j.transaction('write', work)).rejects.toBe(own);
    await expect(neo4j.read(readItems, { prefix })).resolves.toEqual([]);
  });

  it('is committed and returns what its work returns', async () => {
    const rows = await neo4j.transaction('write', async (transaction) => {
      await transaction.run(createItem, { id: a });
      return transaction.run(readItems, { prefix });
    });
    expect(rows).toHaveLength(1);
    await expect(neo4j.read(readItems, { prefix })).resolves.toEqual(rows);
  });
});

describe('an unavailable database', () => {
  const secret: Statement = { name: 'test.secret', text: 'RETURN $secret AS secret' };
  const parameters = { secret: 'value_4111' };

  it('with a closed port fails quickly as transient', async () => {
    const nowhere = connected({ uri: 'bolt://127.0.0.1:1' });
    const startedAt = performance.now();

    const error = await failureOf(nowhere.write(secret, parameters));

    // Well below the connection timeout of 5 s, with room for a busy machine.
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(error).toMatchObject({ code: 'ServiceUnavailable', classification: 'transient' });
    expect(error.message).toBe('ServiceUnavailable in test.secret');
    await expect(neo4jHealth(nowhere)).resolves.toEqual({
      status: 'down',
      code: 'ServiceUnavailable',
      reason: 'ServiceUnavailable',
    });
  });

  it('that does not speak TLS fails as transient, and health says so', async () => {
    const secured = connected({ uri: options.uri.replace('bolt:', 'bolt+s:') });
    expect(await failureOf(secured.read(secret, parameters))).toMatchObject({ classification: 'transient' });
    await expect(neo4jHealth(secured)).resolves.toMatchObject({
      status: 'down',
      reason: expect.stringContaining('whether with TLS (bolt+s://, neo4j+s://) or without'),
    });
  });

  it('that rejects the login fails as transient, and health says so', async () => {
    const stranger = connected({ user: 'nobody' });
    const error = await failureOf(stranger.read(secret, parameters));
    expect(error).toMatchObject({
      code: 'Neo.ClientError.Security.Unauthorized',
      classification: 'transient',
    });
    await expect(neo4jHealth(stranger)).resolves.toMatchObject({
      reason: expect.stringContaining('check user and password'),
    });
  });

  it('whose connections break during a statement fails quickly as transient', async () => {
    const proxy = await FaultyProxy.inFrontOf(options.uri);
    const behind = connected({ uri: proxy.uri });
    const failure = failureOf(behind.read(longRunning, {}, { timeoutMs: 10_000 }));
    await waitUntil(() => isRunning(longRunning), { timeoutMs: 10_000, what: 'the statement to run' });

    const closedAt = performance.now();
    await proxy.close();

    expect(await failure).toMatchObject({ classification: 'transient' });
    // Well below the statement's timeout of 10 s, with room for a busy machine.
    expect(performance.now() - closedAt).toBeLessThan(5_000);
  });

  it('that stops responding fails as transient at the deadline, and is up again when it responds', async () => {
    const proxy = await FaultyProxy.inFrontOf(options.uri);
    const behind = connected({ uri: proxy.uri, timeoutMs: 100 });
    await expect(neo4jHealth(behind)).resolves.toEqual({ status: 'up' });

    proxy.silence();
    const error = await failureOf(behind.read(secret, parameters, { maxAttempts: 1 }));
    expect(error).toMatchObject({ code: 'DeadlineExceeded', classification: 'transient' });
    const down = { status: 'down', code: 'DeadlineExceeded', reason: 'DeadlineExceeded' };
    await expect(neo4jHealth(behind, 200)).resolves.toEqual(down);

    proxy.resume();
    await expect(neo4jHealth(behind)).resolves.toEqual({ status: 'up' });
    await behind.onApplicationShutdown();
    await proxy.close();
  });
});

describe('the module', () => {
  it('provides a TracedNeo4j and closes it with the application', async () => {
    const root = TracedNeo4jModule.forRootAsync({ useFactory: () => Promise.resolve(options) });
    const app = await NestFactory.createApplicationContext(root, { logger: false });
    const injected = app.get(TracedNeo4j);
    await expect(neo4jHealth(injected)).resolves.toEqual({ status: 'up' });

    await app.close();

    await expect(neo4jHealth(injected)).resolves.toMatchObject({ status: 'down', code: 'PoolClosed' });
  });
});
