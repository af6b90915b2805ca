// The transport on a real broker, with spans read back from a real trace agent. The application under test is
// transport.fixture.ts, in its own process: inside jest dd-trace wraps nothing.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Backends,
  type Background,
  freePort,
  type ReceivedSpan,
  readSpans,
  runBackground,
  startBackends,
  waitUntil,
} from '@ringtrace/tools';
import kafkajs, { type IHeaders } from 'kafkajs';
import { deadLetterHeaders } from './consume/dead-letter.ts';

const { Kafka, logLevel } = kafkajs;
const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = `t${randomBytes(4).toString('hex')}`;
const topic = (name: string) => `${run}.${name}`;

let backends: Backends;
let kafka: kafkajs.Kafka;
let producer: kafkajs.Producer;
const received: { topic: string; key: string | undefined; value: Buffer | null; headers: IHeaders }[] = [];
const running: Background[] = [];

async function startFixture(name: string, env: Record<string, string> = {}): Promise<Background> {
  const fixture = await runBackground(
    name,
    process.execPath,
    [
      '--import',
      '@ringtrace/telemetry/start',
      fileURLToPath(new URL('../dist/transport.fixture.js', import.meta.url)),
    ],
    {
      cwd: root,
      logFile: `${root}.local/test-logs/${run}-${name}.log`,
      env: {
        ...backends.environment,
        TOPIC: run,
        GROUP: `${run}-${name}`,
        DD_SERVICE: `${run}-${name}`,
        ...env,
      },
    },
  );
  running.push(fixture);
  return fixture;
}

const outputOf = (fixture: Background) => readFileSync(fixture.logFile, 'utf8');
const out = (id: string) =>
  received
    .filter((record) => record.topic === topic('out'))
    .map((record) => JSON.parse(String(record.value)) as { id: string; attempt: number })
    .find((done) => done.id === id);
const dead = (key: string) => received.find((record) => record.topic === topic('dlq') && record.key === key);

/** A trace that another tracer started. */
function foreignTrace() {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return {
    traceId,
    spanId: BigInt(`0x${spanId}`).toString(),
    headers: { traceparent: `00-${traceId}-${spanId}-01` },
  };
}

async function spansOf(traceId: string, enough: (spans: ReceivedSpan[]) => boolean): Promise<ReceivedSpan[]> {
  let spans: ReceivedSpan[] = [];
  await waitUntil(
    async () => {
      // The tracer may know only the lower half of another tracer's 128-bit id.
      spans = (await readSpans(backends.agentUrl)).filter((span) => span.traceId.endsWith(traceId.slice(16)));
      return enough(spans);
    },
    { timeoutMs: 15_000, what: `the spans of trace ${traceId}` },
  );
  return spans;
}

const named = (spans: ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);

beforeAll(async () => {
  execFileSync('npx', ['tsc', '-b', 'libs/traced-kafka'], { cwd: root, stdio: 'inherit' });
  backends = await startBackends({ instance: `${run}-kafka`, only: ['kafka', 'agent'] });
  kafka = new Kafka({ brokers: backends.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: ['each', 'batch', 'out', 'dlq'].map((name) => ({ topic: topic(name), numPartitions: 1 })),
  });
  await admin.disconnect();
  producer = kafka.producer();
  await producer.connect();
  const consumer = kafka.consumer({ groupId: `${run}-test`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic('out'), topic('dlq')], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic: name, message }) => {
      received.push({
        topic: name,
        key: message.key?.toString(),
        value: message.value,
        headers: message.headers ?? {},
      });
    },
  });
  stopTest = async () => {
    await consumer.disconnect();
    await producer.disconnect();
  };
}, 120_000);

let stopTest = async () => {};

afterAll(async () => {
  await Promise.all(running.map((fixture) => fixture.stop()));
  await stopTest();
  await backends?.stop({ removeData: true });
}, 60_000);

describe('the transport', () => {
  beforeAll(async () => {
    await startFixture('transport');
  });

  it.each(['each', 'batch'])(
    'continues the trace of every message from the queue to what the handler sends (%s)',
    async (kind) => {
      // given messages of different traces, produced in one request
      const sent = Array.from({ length: 20 }, (_, index) => ({
        id: `${kind}-ok-${index}`,
        trace: foreignTrace(),
      }));
      // when
      await producer.send({
        topic: topic(kind),
        messages: sent.map(({ id, trace }) => ({
          key: id,
          value: JSON.stringify({ id }),
          headers: trace.headers,
        })),
      });
      // then each trace holds the whole path of its own message, and nothing else
      for (const { id, trace } of sent) {
        const spans = await spansOf(trace.traceId, (all) => named(all, 'kafka.produce').length === 1);
        const [queue, consume, produce] = ['kafka.queue', 'kafka.consume', 'kafka.produce'].map((name) =>
          named(spans, name),
        );
        expect(queue).toHaveLength(1);
        expect(consume).toHaveLength(1);
        expect([queue?.[0]?.parentId, consume?.[0]?.parentId]).toEqual([trace.spanId, trace.spanId]);
        expect(produce?.[0]?.parentId).toBe(consume?.[0]?.spanId);
        expect(consume?.[0]?.tags).toMatchObject({
          'kafka.topic': topic(kind),
          'kafka.group': `${run}-transport`,
          'kafka.attempt': '1',
        });
        if (kind === 'batch') expect(named(spans, 'orders.work')[0]?.parentId).toBe(consume?.[0]?.spanId);
        await waitUntil(() => out(id) !== undefined, { timeoutMs: 5_000, what: id });
      }
    },
  );

  it.each(['each', 'batch'])('retries in sibling spans and succeeds (%s)', async (kind) => {
    const trace = foreignTrace();
    const id = `${kind}-once`;
    await producer.send({
      topic: topic(kind),
      messages: [{ key: id, value: JSON.stringify({ id, do: 'fail-once' }), headers: trace.headers }],
    });
    const spans = await spansOf(
      trace.traceId,
      (all) => named(all, 'kafka.consume').length === 2 && named(all, 'kafka.produce').length === 1,
    );
    const attempts = named(spans, 'kafka.consume').sort((a, b) => a.startNs - b.startNs);
    expect(attempts.map((span) => [span.tags['kafka.attempt'], span.error, span.parentId])).toEqual([
      ['1', true, trace.spanId],
      ['2', false, trace.spanId],
    ]);
    expect(out(id)).toEqual({ id, attempt: 2 });
  });

  it.each(['each', 'batch'])(
    'dead-letters poison messages in their own trace while their neighbours pass and the consumer lives on (%s)',
    async (kind) => {
      // given, among good messages, some whose errors would each stop the Kafka client for good
      const poison = [
        { id: `${kind}-type`, do: 'type-error' },
        { id: `${kind}-final`, do: 'fail-for-good' },
      ];
      const trace = foreignTrace();
      const good = Array.from({ length: 6 }, (_, index) => ({ id: `${kind}-neighbour-${index}` }));
      const messages = [good[0], good[1], poison[0], good[2], good[3], poison[1], good[4], good[5]];
      await producer.send({
        topic: topic(kind),
        messages: messages.map((message) => ({
          key: message?.id ?? '',
          value: JSON.stringify(message),
          headers: message === poison[1] ? trace.headers : {},
        })),
      });
      await producer.send({
        topic: topic(kind),
        messages: [
          { key: 'raw', value: Buffer.from([0xff, 0x00]) },
          { key: 'null', value: null },
        ],
      });
      // then
      await waitUntil(() => [...poison.map(({ id }) => id), 'raw', 'null'].every((key) => dead(key)), {
        timeoutMs: 20_000,
        what: 'dead letters',
      });
      await waitUntil(() => good.every(({ id }) => out(id)), { timeoutMs: 20_000, what: 'neighbours' });
      expect(JSON.parse(String(dead(`${kind}-final`)?.value))).toEqual(poison[1]);
      expect(String(dead(`${kind}-final`)?.headers[deadLetterHeaders.attempts])).toMatch(/^[3-9]$/);
      expect([String(dead('raw')?.headers[deadLetterHeaders.reason]), dead('raw')?.value]).toEqual([
        'not-utf8',
        Buffer.from([0xff, 0x00]),
      ]);
      expect(String(dead(`${kind}-type`)?.headers[deadLetterHeaders.errorType])).toBe('TypeError');
      expect(String(dead('null')?.headers[deadLetterHeaders.reason])).toBe('null-value');
      const spans = await spansOf(trace.traceId, (all) =>
        named(all, 'kafka.produce').some((span) => span.resource === topic('dlq')),
      );
      const letter = named(spans, 'kafka.produce').find((span) => span.resource === topic('dlq'));
      const parent = spans.find((span) => span.spanId === letter?.parentId);
      expect([parent?.name, parent?.error, parent?.tags['kafka.dead_letter.reason']]).toEqual([
        'kafka.consume',
        true,
        'handler-failed',
      ]);
      expect(JSON.stringify(spans)).not.toContain(`value of ${kind}-final`);
      // and the consumer goes on
      await producer.send({
        topic: topic(kind),
        messages: [{ key: 'after', value: JSON.stringify({ id: `${kind}-after` }) }],
      });
      await waitUntil(() => out(`${kind}-after`), {
        timeoutMs: 10_000,
        what: 'the message after the poison',
      });
    },
  );

  it('stays in its group while a handler takes longer than the session timeout', async () => {
    await producer.send({
      topic: topic('each'),
      messages: [{ key: 'slow', value: JSON.stringify({ id: 'slow', do: 'be-slow' }) }],
    });
    await waitUntil(() => out('slow'), { timeoutMs: 20_000, what: 'the slow message' });
    await producer.send({
      topic: topic('each'),
      messages: [{ key: 'next', value: JSON.stringify({ id: 'next' }) }],
    });
    await waitUntil(() => out('next'), { timeoutMs: 5_000, what: 'the next message' });
    expect(received.filter((record) => record.topic === topic('out') && record.key === 'slow')).toHaveLength(
      1,
    );
  });

  it('finishes the batch, delivers its last spans and exits with 0 on SIGTERM', async () => {
    const fixture = running[0] as Background;
    const trace = foreignTrace();
    await producer.send({
      topic: topic('each'),
      messages: [
        { key: 'last', value: JSON.stringify({ id: 'last', do: 'be-slow' }), headers: trace.headers },
      ],
    });
    await waitUntil(
      async () => {
        const admin = kafka.admin();
        await admin.connect();
        const groups = await admin.describeGroups([`${run}-transport`]);
        await admin.disconnect();
        return groups.groups[0]?.state === 'Stable';
      },
      { timeoutMs: 10_000, what: 'a stable group' },
    );
    const exit = await fixture.stop('SIGTERM', 20_000);
    expect(exit.code).toBe(0);
    const { error, tags } = (
      await spansOf(trace.traceId, (all) => named(all, 'kafka.produce').length === 1)
    ).find((span) => span.name === 'kafka.consume') as ReceivedSpan;
    expect([error, tags['kafka.attempt']]).toEqual([false, '1']);
    expect(out('last')).toEqual({ id: 'last', attempt: 1 });
  });
});

describe('the producer', () => {
  it('sends the records of many requests together, each in its own trace', async () => {
    const fixture = await startFixture('producer', { SENDS: '200' });
    await waitUntil(() => outputOf(fixture).includes('acknowledged'), {
      timeoutMs: 20_000,
      what: 'acknowledgements',
    });
    const service = `${run}-producer`;
    let produced: ReceivedSpan[] = [];
    await waitUntil(
      async () => {
        const spans = (await readSpans(backends.agentUrl)).filter((span) => span.service === service);
        const requests = new Map(named(spans, 'request').map((span) => [span.spanId, span.traceId]));
        produced = named(spans, 'kafka.produce').filter(
          (span) => requests.get(span.parentId) === span.traceId,
        );
        return produced.length >= 200;
      },
      { timeoutMs: 15_000, what: 'a produce span in each of 200 traces' },
    );
    expect(new Set(produced.map((span) => span.traceId)).size).toBe(200);
    expect(new Set(produced.map((span) => span.tags['kafka.message.offset'])).size).toBe(200);
    // each record carries the context of its own span
    await waitUntil(() => received.filter((record) => record.key?.startsWith('s')).length >= 200, {
      timeoutMs: 10_000,
      what: 'records',
    });
    const carried = received
      .filter((record) => /^s\d+$/.test(record.key ?? ''))
      .map((record) => BigInt(`0x${String(record.headers.traceparent).split('-')[2]}`).toString());
    expect(new Set(carried)).toEqual(new Set(produced.map((span) => span.spanId)));
  });

  it('fails within the deadline, is not ready and does not hang when the broker is down', async () => {
    const fixture = await startFixture('no-broker', {
      SENDS: '5',
      KAFKA_BROKERS: `127.0.0.1:${await freePort()}`,
    });
    await waitUntil(() => outputOf(fixture).includes('outcomes'), { timeoutMs: 15_000, what: 'outcomes' });
    expect(outputOf(fixture)).toContain('{"outcomes":["DeliveryError"],"health":"down"}');
    expect((await fixture.stop('SIGTERM', 15_000)).code).toBe(0);
  });
});
