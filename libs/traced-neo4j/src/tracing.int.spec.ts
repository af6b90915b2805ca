import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Backends, startBackends, waitUntil } from '@ringtrace/tools';
import { TracedNeo4j } from './index.ts';
import { statements } from './statements.fixture.ts';

interface Span {
  trace_id: string;
  span_id: string;
  parent_id: string;
  name: string;
  resource: string;
  type: string;
  error: number;
  meta: Record<string, string>;
  metrics: Record<string, number>;
}

const canary = `canary_4111111111111111_${process.pid}`;

let backends: Backends;
let neo4j: TracedNeo4j;
let fixture: ChildProcess;
let seen: Map<string, { traceId: string; result?: unknown }>;
let output = '';

// given a process with live tracing that has run every scenario of the fixture, each in its own trace
beforeAll(async () => {
  backends = await startBackends({ instance: `neo4j-it-${process.pid}`, only: ['neo4j', 'agent'] });
  neo4j = new TracedNeo4j(backends.neo4j);
  await neo4j.write(statements.uniqueItems);
  const script = fileURLToPath(new URL('../dist/tracing.fixture.js', import.meta.url));
  fixture = spawn(process.execPath, ['--import', '@ringtrace/telemetry/start', script], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: {
      ...process.env,
      ...backends.environment,
      CANARY: canary,
      DD_SERVICE: 'fixture',
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  for (const stream of [fixture.stdout, fixture.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const lines = createInterface({ input: fixture.stdout as NodeJS.ReadableStream });
  const { value: line } = await lines[Symbol.asyncIterator]().next();
  if (line === undefined) throw new Error(`the fixture exited: ${output}`);
  seen = new Map(Object.entries(JSON.parse(line)));
}, 240_000);

afterAll(async () => {
  fixture?.kill('SIGKILL');
  await neo4j?.write(statements.deleteItems, { prefix: canary });
  await neo4j?.onApplicationShutdown();
  await backends?.stop({ removeData: true });
});

/** All spans of a scenario's trace, root first. They arrive together once the last of them has ended. */
async function traceOf(scenario: string): Promise<Span[]> {
  return spansOf(seen.get(scenario)?.traceId ?? 'none');
}

function spansOf(traceId: string): Promise<Span[]> {
  return waitUntil(
    async () => {
      const answer = await fetch(`${backends.agentUrl}/test/traces?trace_ids=${traceId}`);
      // Ids have more digits than a JavaScript number can hold.
      const text = (await answer.text()).replaceAll(/"((?:trace|span|parent)_id)": ?(\d+)/g, '"$1":"$2"');
      const spans = (JSON.parse(text) as Span[][]).flat();
      return spans.some(({ parent_id }) => parent_id === '0') && spans;
    },
    { timeoutMs: 15_000, what: `trace ${traceId}` },
  );
}

const queriesIn = (spans: Span[]) => spans.filter(({ name }) => name === 'neo4j.query');

describe('a statement', () => {
  it('has a span with server, database, name and row count, under the active span', async () => {
    const [root, query, ...rest] = await traceOf('read');
    const { hostname, port } = new URL(backends.neo4j.uri);
    expect(rest).toEqual([]);
    expect(query).toMatchObject({
      parent_id: root?.span_id,
      name: 'neo4j.query',
      type: 'db',
      resource: 'RETURN ? AS one, ? AS text',
      error: 0,
      meta: {
        'span.kind': 'client',
        'db.system': 'neo4j',
        'db.name': backends.neo4j.database,
        'db.statement.name': 'test.count',
        'out.host': hostname,
      },
      metrics: { 'db.row_count': 1, 'db.attempt': 1, 'network.destination.port': Number(port) },
    });
  });

  it.each([
    ['syntax', 'Neo.ClientError.Statement.SyntaxError in test.broken', 'RETRN ?'],
    ['constraint', 'Neo.ClientError.Schema.ConstraintValidationFailed in test.create-item', undefined],
  ])('that fails has a span with the reason: %s', async (scenario, message, resource) => {
    const failed = queriesIn(await traceOf(scenario)).filter(({ error }) => error === 1);
    expect(failed[0]).toMatchObject({
      meta: { 'error.type': 'GraphError', 'error.message': message },
      ...(resource && { resource }),
    });
    expect(failed[0]?.meta['error.stack']).toMatch(/^ {4}at /);
  });

  it('that is retried has a span per attempt', async () => {
    const attempts = queriesIn(await traceOf('constraint')).map(({ metrics, error }) => [
      metrics['db.attempt'],
      error,
    ]);
    expect(attempts).toEqual([
      [1, 0],
      [1, 1],
      [2, 1],
    ]);
  });

  it('that runs for a batch appears in the trace of each of its members', async () => {
    const members = seen.get('batch')?.result as string[];
    expect(members).toHaveLength(3);
    for (const traceId of members) {
      const spans = await spansOf(traceId);
      const work = spans.find(({ name }) => name === 'test.work');
      expect(queriesIn(spans)).toMatchObject([{ parent_id: work?.span_id, metrics: { 'db.row_count': 1 } }]);
    }
  });

  it('is listed by the server with its trace, service and name', () => {
    const { traceId, result } = seen.get('metadata') ?? {};
    const hexadecimal = BigInt(traceId ?? 0)
      .toString(16)
      .padStart(16, '0');
    expect(result).toEqual([
      {
        traceId: expect.stringMatching(new RegExp(`^[0-9a-f]{16}${hexadecimal}$`)),
        service: 'fixture',
        statement: 'test.show-transactions',
      },
    ]);
  });
});

describe('a transaction', () => {
  it('that deadlocks has two attempts, each with its statements', async () => {
    const spans = await traceOf('deadlock');
    const transactions = spans.filter(({ name }) => name === 'neo4j.transaction');
    expect(transactions.map(({ metrics }) => metrics['db.attempt'])).toEqual([1, 1, 2]);
    expect(transactions.filter(({ error }) => error === 1)).toHaveLength(1);
    const retry = transactions.find(({ metrics }) => metrics['db.attempt'] === 2);
    expect(queriesIn(spans).filter(({ parent_id }) => parent_id === retry?.span_id)).toHaveLength(2);
  });
});

describe('a session result', () => {
  it.each([
    ['awaited', 2_500],
    ['subscribed', 2_500],
    ['iterated', 2_500],
    ['mapped', 2_500],
    ['managed', 2_500],
    ['stoppedEarly', 1_000],
    ['transactionNotAwaited', 2_500],
    ['summarised', undefined],
    ['onlyKeys', undefined],
    ['neverConsumed', undefined],
    ['failedUnobserved', undefined],
  ])('ends its span with the number of rows read: %s', async (scenario, rows) => {
    const queries = queriesIn(await traceOf(scenario));
    expect(queries.map(({ error, metrics }) => [error, metrics['db.row_count']])).toEqual([[0, rows]]);
  });

  it('that fails while being read fails its span', async () => {
    expect(queriesIn(await traceOf('failedLate'))).toMatchObject([
      { error: 1, meta: { 'error.message': 'Neo.ClientError.Statement.ArithmeticError in test.fail-late' } },
    ]);
  });

  it('that is not consumed ends its span with its transaction', async () => {
    const committed = queriesIn(await traceOf('transaction'));
    expect(committed.map(({ error, metrics }) => [error, metrics['db.row_count']])).toEqual([
      [0, 2_500],
      [0, undefined],
    ]);
    const failed = queriesIn(await traceOf('transactionFailed'));
    expect(failed.map(({ error }) => error)).toEqual([0, 1]);
  });

  it('of a session that is never closed ends its span soon after the transaction’s timeout', async () => {
    expect(queriesIn(await traceOf('neverClosed'))).toHaveLength(1);
  });
});

describe('shutdown', () => {
  it('ends open spans, and no value has appeared anywhere', async () => {
    fixture.stdin?.end();
    await once(fixture, 'exit');
    expect(queriesIn(await traceOf('openAtShutdown'))).toHaveLength(1);

    const everything = await (await fetch(`${backends.agentUrl}/test/traces`)).text();
    const { read, write, ...rest } = JSON.parse(output.split('\n', 1)[0] ?? '');
    expect(everything).toContain('test.create-item');
    expect(everything + JSON.stringify(rest)).not.toContain(canary);
    expect(output.trim().split('\n')).toHaveLength(1);
  });
});
