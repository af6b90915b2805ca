// Whatever answers at the database's address says nothing about the statement: the failure is transient.
import { type Backends, FaultyProxy, startBackends } from '@ringtrace/tools';
import fc from 'fast-check';
import { after, bytes, foreignAnswers, inTwoSegments } from './foreign-answers.fixture.ts';
import { type GraphError, TracedNeo4j } from './index.ts';

const statement = { name: 'test.echo', text: 'RETURN $value AS value' };

let backends: Backends;
let proxy: FaultyProxy;
let neo4j: TracedNeo4j;

beforeAll(async () => {
  backends = await startBackends({ instance: `foreign-${process.pid}`, only: ['neo4j'] });
  proxy = await FaultyProxy.inFrontOf(backends.neo4j.uri);
  neo4j = new TracedNeo4j({ ...backends.neo4j, uri: proxy.uri, timeoutMs: 100 });
}, 180_000);

afterAll(async () => {
  await neo4j?.onApplicationShutdown();
  await proxy?.close();
  await backends?.stop({ removeData: true });
});

const failureOf = (): Promise<GraphError | undefined> =>
  neo4j.write(statement, { value: 1 }).then(
    () => undefined,
    (error) => error,
  );

const expectRecovery = async () => {
  proxy.answerWith();
  expect(await neo4j.write(statement, { value: 1 }, { timeoutMs: 60_000 })).toEqual([{ value: 1 }]);
};

it.each(foreignAnswers)(
  '%s is transient, and over when the database answers',
  async (_, answer) => {
    proxy.answerWith(answer);
    const failure = await failureOf();
    expect(failure?.classification ?? 'transient').toBe('transient');
    await expectRecovery();
  },
  60_000,
);

it('random bytes, at any point of the conversation, are transient', async () => {
  const noise = fc.uint8Array({ maxLength: 300 }).map((numbers) => Buffer.from(numbers));
  const answer = fc.oneof(
    noise.map((chunk) => bytes(chunk)),
    fc.tuple(noise, noise).map((chunks) => bytes(Buffer.from('00000405', 'hex'), ...chunks)),
    fc.tuple(fc.nat(400), noise).map(([count, rest]) => after(count, rest)),
    fc.integer({ min: 1, max: 12 }).map(inTwoSegments),
  );
  await fc.assert(
    fc.asyncProperty(answer, async (each) => {
      proxy.answerWith(each);
      expect((await failureOf())?.classification ?? 'transient').toBe('transient');
    }),
    { numRuns: 150 },
  );
  await expectRecovery();
}, 240_000);
