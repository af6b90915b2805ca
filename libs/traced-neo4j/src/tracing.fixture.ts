// A process with live tracing for tracing.int.spec.ts, since dd-trace turns itself off inside jest. Runs every scenario in its
// own trace, and prints the trace ids and results of the scenarios as JSON.
import { once } from 'node:events';
import { flushTraces, inSpan, inSpans } from '@ringtrace/telemetry';
import type { Session } from 'neo4j-driver';
import { statements } from './statements.fixture.ts';
import { TracedNeo4j } from './traced-neo4j.ts';

const { NEO4J_URI = '', NEO4J_USER = 'neo4j', NEO4J_PASSWORD = '', NEO4J_DATABASE = 'neo4j' } = process.env;
const neo4j = new TracedNeo4j({
  uri: NEO4J_URI,
  user: NEO4J_USER,
  password: NEO4J_PASSWORD,
  database: NEO4J_DATABASE,
  service: 'fixture',
});
const { count, createItem, failLate, failSoon, items, lockItem } = statements;
/** Stands for all values; must not appear anywhere. */
const { CANARY: canary = '' } = process.env;

const scenarios: Record<string, () => Promise<unknown>> = {
  read: () => neo4j.read(count, { secret: canary }),
  write: () => neo4j.write(createItem, { id: `${canary}-w`, secret: canary }),
  constraint: async () => {
    await neo4j.write(createItem, { id: `${canary}-c` });
    await neo4j.write(createItem, { id: `${canary}-c` }, { maxAttempts: 2 }).catch(() => undefined);
  },
  syntax: () => neo4j.read({ name: 'test.broken', text: `RETRN '${canary}'` }).catch(() => undefined),
  deadlock: async () => {
    const [a, b] = [`${canary}-a`, `${canary}-b`];
    for (const id of [a, b]) await neo4j.write(createItem, { id });
    let arrived = 0;
    const { promise: both, resolve } = Promise.withResolvers<void>();
    const lockBoth = (first: string, second: string) =>
      neo4j.transaction(
        'write',
        async (transaction) => {
          await transaction.run(lockItem, { id: first });
          arrived += 1;
          if (arrived === 2) resolve();
          await both;
          await transaction.run(lockItem, { id: second });
        },
        { name: 'test.lock-both' },
      );
    await Promise.all([lockBoth(a, b), lockBoth(b, a)]);
  },
  batch: async () => {
    const roots = await Promise.all(
      ['one', 'two', 'three'].map((name) =>
        inSpan(`test.${name}`, { parent: null }, ({ context }) => context),
      ),
    );
    await inSpans(
      'test.work',
      roots.map((parent) => ({ parent })),
      () => neo4j.read(count),
    );
    return roots.map((context) => context.toTraceId());
  },
  metadata: async () => {
    const rows = await neo4j.read<{ metaData: object }>(statements.showTransactions);
    return rows.map((row) => row.metaData);
  },
  awaited: () => withSession((session) => session.run(items)),
  subscribed: () =>
    withSession(
      (session) =>
        new Promise((onCompleted, onError) =>
          session.run(items).subscribe({ onNext() {}, onCompleted, onError }),
        ),
    ),
  iterated: () =>
    withSession(async (session) => {
      for await (const _ of session.run(items));
    }),
  stoppedEarly: () =>
    withSession(async (session) => {
      for await (const _ of session.run(items)) break;
    }),
  summarised: () => withSession((session) => session.run(items).summary()),
  onlyKeys: () => withSession((session) => session.run(count).keys()),
  mapped: () => withSession((session) => session.run(items).as({})),
  neverConsumed: () =>
    withSession(async (session) => {
      session.run(items);
    }),
  neverClosed: async () => {
    neo4j.session().run(items, {}, { timeout: 200 });
  },
  openAtShutdown: async () => {
    neo4j.session().run(items);
  },
  failedLate: () =>
    withSession(async (session) => {
      for await (const _ of session.run(failLate));
    }).catch(() => undefined),
  failedUnobserved: () =>
    withSession(async (session) => session.run(failSoon).subscribe({ onNext() {} })).catch(() => undefined),
  transaction: () =>
    withSession(async (session) => {
      const transaction = await session.beginTransaction();
      const rows = await transaction.run(items);
      transaction.run(count);
      await transaction.commit();
      return rows.records.length;
    }),
  transactionNotAwaited: () =>
    withSession(async (session) => {
      const transaction = session.beginTransaction();
      await transaction.run(items);
      await transaction.rollback();
    }),
  transactionFailed: () =>
    withSession(async (session) => {
      const transaction = await session.beginTransaction();
      transaction.run(items);
      await transaction.run(failLate);
    }).catch(() => undefined),
  managed: () =>
    withSession((session) =>
      session.executeRead(async (transaction) => {
        const { records } = await transaction.run(items);
        return records.length;
      }),
    ),
};

async function withSession(work: (session: Session) => PromiseLike<unknown>): Promise<void> {
  await using session = neo4j.session();
  await work(session);
}

const seen: Record<string, { traceId: string; result?: unknown }> = {};
for (const [name, run] of Object.entries(scenarios)) {
  await inSpan(`test.${name}`, { parent: null }, async ({ context }) => {
    seen[name] = { traceId: context.toTraceId(), result: await run() };
  });
}
process.stdout.write(`${JSON.stringify(seen)}\n`);
// Runs until stdin closes, as a service would: some spans end by a timer, some at shutdown.
await once(process.stdin.resume(), 'end');
await neo4j.onApplicationShutdown();
await flushTraces();
