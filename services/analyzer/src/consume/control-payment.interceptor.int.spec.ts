// Which failures of a single payment count as its own, on a real database.
import type { ExecutionContext } from '@nestjs/common';
import { RetryLaterError } from '@ringtrace/traced-kafka';
import { GraphError, TracedNeo4j } from '@ringtrace/traced-neo4j';
import { defer, lastValueFrom } from 'rxjs';
import { RuleWorld } from '../../rules/rule-world.fixture.ts';
import { type Analyzer, toEvent } from '../analyzers.fixture.ts';
import { ControlPaymentInterceptor } from './control-payment.interceptor.ts';
import { TransactionsConsumer } from './transactions.consumer.ts';

let world: RuleWorld;
let analyzer: Analyzer;
beforeAll(async () => {
  world = await RuleWorld.start();
  analyzer = await world.analyzer();
}, 120_000);
afterAll(() => world?.stop(), 60_000);

const payment = (id: string, payer = `${id}payer`) =>
  toEvent({
    id,
    occurredAt: '2026-03-01T12:00:00Z',
    amountMinor: 0,
    currency: 'EUR',
    type: 'transfer',
    payer: { accountId: payer },
    payee: { accountId: `${id}payee` },
  });

/** What the transport gets when the handler of `records` records fails in this way; undefined if it succeeds. */
const failureOf = (
  work: () => Promise<unknown>,
  { records = 1, neo4j = analyzer.neo4j } = {},
): Promise<unknown> => {
  const context = { switchToRpc: () => ({ getData: () => Array(records) }) } as unknown as ExecutionContext;
  return lastValueFrom(
    new ControlPaymentInterceptor(neo4j).intercept(context, { handle: () => defer(work) }),
  ).then(
    () => undefined,
    (error) => error,
  );
};

it('a payment that the database refuses while it takes another one is at fault', async () => {
  // when an account is too long for its index
  const failure = await failureOf(() => analyzer.judge([payment(world.prefix(), 'x'.repeat(40_000))]));
  // then the transport makes a dead letter of it
  expect(failure).toBeInstanceOf(GraphError);
  expect(failure).toMatchObject({ classification: 'permanent' });
  // and the control payment has left nothing
  const [left] = await analyzer.neo4j.read<{ count: number }>({
    name: 'test.control-nodes',
    text: `MATCH (n) WHERE n.id STARTS WITH 'control' RETURN count(n) AS count`,
  });
  expect(left).toEqual({ count: 0 });
});

it('a payment that the database refuses like any other waits until the database is right', async () => {
  // given a constraint that no second payment of 0 can meet, not even the control payment
  await analyzer.judge([payment(world.prefix())]);
  const schema = (text: string) =>
    analyzer.neo4j.write({ name: 'test.schema', text }, {}, { timeoutMs: 60_000 });
  await schema('CREATE CONSTRAINT no_second FOR (t:Transaction) REQUIRE t.amountMinor IS UNIQUE');
  const id = world.prefix();
  // when
  const failure = await failureOf(() => analyzer.judge([payment(id)]));
  // then
  expect(failure).toBeInstanceOf(RetryLaterError);
  // and when the constraint is gone
  await schema('DROP CONSTRAINT no_second');
  expect(await failureOf(() => analyzer.judge([payment(id)]))).toBeUndefined();
}, 120_000);

it('a payment that was refused just before the database was right again is judged', async () => {
  let attempts = 0;
  const failure = await failureOf(async () => {
    attempts += 1;
    if (attempts === 1) throw new GraphError('Neo.ClientError.Statement.SyntaxError', 'permanent', 'test');
  });
  expect(failure).toBeUndefined();
  expect(attempts).toBe(2);
});

it('errors that never make a dead letter, and those of a whole batch, pass through', async () => {
  const nowhere = new TracedNeo4j({ ...world.backends.neo4j, uri: 'bolt://127.0.0.1:1' });
  const permanent = new GraphError('Neo.ClientError.Statement.TypeError', 'permanent', 'test');
  const transient = new GraphError('ServiceUnavailable', 'transient', 'test');
  const own = new TypeError('a mistake in the analyzer');
  const after = (error: Error, records = 1) =>
    failureOf(() => Promise.reject(error), { records, neo4j: nowhere });
  expect(await after(permanent, 2)).toBe(permanent);
  expect(await after(transient)).toBe(transient);
  expect(await after(own)).toBe(own);
  // and alone it waits while the database is away
  expect(await after(permanent)).toBeInstanceOf(RetryLaterError);
  await nowhere.onApplicationShutdown();
});

it('guards the consumer', () => {
  expect(Reflect.getMetadata('__interceptors__', TransactionsConsumer)).toContain(ControlPaymentInterceptor);
});
