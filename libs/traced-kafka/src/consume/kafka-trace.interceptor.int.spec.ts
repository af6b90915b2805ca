// Nest's own Kafka transport with KafkaTraceInterceptor: one `kafka.consume` per message in its producer's trace,
// whether or not dd-trace makes that span.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Backends,
  type Background,
  type ReceivedSpan,
  readSpans,
  runBackground,
  startBackends,
  waitUntil,
} from '@ringtrace/tools';
import kafkajs from 'kafkajs';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const run = `stock-${randomBytes(4).toString('hex')}`;
const fixture = fileURLToPath(new URL('../../dist/consume/stock-transport.fixture.js', import.meta.url));

let backends: Backends;
let producer: kafkajs.Producer;
const running: Background[] = [];

beforeAll(async () => {
  backends = await startBackends({ instance: run, only: ['kafka', 'agent'] });
  const kafka = new kafkajs.Kafka({
    brokers: backends.kafkaBrokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: ['with', 'without'].map((name) => ({ topic: `${run}.${name}`, numPartitions: 1 })),
  });
  await admin.disconnect();
  producer = kafka.producer();
  await producer.connect();
}, 120_000);

afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
  await producer?.disconnect();
  await backends?.stop({ removeData: true });
}, 60_000);

describe.each([
  ['with', 'true'],
  ['without', 'false'],
])('KafkaTraceInterceptor %s dd-trace’s own consumer span', (name, enabled) => {
  it('leaves one span per message and attempt, in the producer’s trace, with the handler’s error', async () => {
    const topic = `${run}.${name}`;
    const stock = await runBackground(
      name,
      process.execPath,
      ['--import', '@ringtrace/telemetry/start', fixture],
      {
        cwd: root,
        logFile: `${root}.local/test-logs/${topic}.log`,
        env: {
          ...backends.environment,
          TOPIC: topic,
          GROUP: run + name,
          DD_SERVICE: topic,
          DD_TRACE_KAFKAJS_ENABLED: enabled,
        },
      },
    );
    running.push(stock);
    // given two messages of two traces, one of which fails on the first attempt
    const messages = ['good', 'bad'].map((id) => {
      const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
      return {
        id,
        traceId,
        parentId: BigInt(`0x${spanId}`).toString(),
        traceparent: `00-${traceId}-${spanId}-01`,
      };
    });
    await producer.send({
      topic,
      messages: messages.map(({ id, traceparent }) => ({
        key: id,
        value: JSON.stringify({ id, fail: id === 'bad' }),
        headers: { traceparent },
      })),
    });
    await waitUntil(() => readFileSync(stock.logFile, 'utf8').includes('taken bad'), {
      timeoutMs: 30_000,
      what: 'both messages',
    });
    expect((await stock.stop('SIGTERM', 20_000)).code).toBe(0);

    const spans = (await readSpans(backends.agentUrl)).filter((span) => span.service === topic);
    const consumesOf = (traceId: string) =>
      spans
        .filter((span) => span.name === 'kafka.consume' && span.traceId.endsWith(traceId.slice(16)))
        .sort((a, b) => a.startNs - b.startNs);
    for (const { id, traceId, parentId } of messages) {
      const consumes = consumesOf(traceId);
      expect(consumes.map((span) => [span.parentId, span.error])).toEqual(
        id === 'good'
          ? [[parentId, false]]
          : [
              [parentId, true],
              [parentId, false],
            ],
      );
      for (const consume of consumes) {
        expect(consume.tags).toMatchObject({
          'messaging.system': 'kafka',
          'kafka.topic': topic,
          'kafka.partition': '0',
        });
        expect(consume.tags['kafka.message.offset']).toMatch(/^\d+$/);
        const work = spans.filter((span) => span.name === 'orders.work' && span.parentId === consume.spanId);
        expect(work).toHaveLength(1);
      }
      // The handler's error, not the one that Nest replaces it with.
      if (id === 'bad') {
        expect((consumes[0] as ReceivedSpan).tags).toMatchObject({
          'error.type': 'TypeError',
          'error.message': 'TypeError (message withheld)',
        });
      }
    }
    expect(spans.filter((span) => span.name === 'kafka.consume')).toHaveLength(3);
  }, 90_000);
});
