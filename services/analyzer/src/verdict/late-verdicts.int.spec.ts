// Two analyzers publish verdicts of the same payment, and the older one comes last: the compacted topic still ends with the
// current verdict. Real graph and broker; one analyzer is held before its records are sent.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type TransactionEvent, topics, transactionKey, type Verdict } from '@ringtrace/contracts';
import { TelemetryModule } from '@ringtrace/telemetry';
import { createTopics, startBackends, waitUntil } from '@ringtrace/tools';
import {
  ConsumedMessage,
  KafkaClientClass,
  type RecordToSend,
  TracedKafkaModule,
  TracedProducer,
} from '@ringtrace/traced-kafka';
import { RuleWorld } from '../../rules/rule-world.fixture.ts';
import { Analyzer, toEvent } from '../analyzers.fixture.ts';
import { TransactionsConsumer } from '../consume/transactions.consumer.ts';
import { parseRule } from '../rules/rule.ts';
import { VerdictPublisher } from './verdict.publisher.ts';

const begin = Date.parse('2026-03-01T12:00:00Z');
const name = `late-verdicts-${process.pid}`;

let world: RuleWorld;
let kafka: Awaited<ReturnType<typeof startBackends>>;
let app: Awaited<ReturnType<typeof NestFactory.createApplicationContext>>;
const analyzers: Analyzer[] = [];
beforeAll(async () => {
  [world, kafka] = await Promise.all([RuleWorld.start(), startBackends({ instance: name, only: ['kafka'] })]);
  await createTopics(kafka.kafkaBrokers);
  @Module({
    imports: [
      TelemetryModule.forRoot({ service: name, level: 'silent' }),
      TracedKafkaModule.forRoot({ brokers: kafka.kafkaBrokers.split(','), clientId: name }),
    ],
  })
  class ProducerModule {}
  app = await NestFactory.createApplicationContext(ProducerModule, { logger: false });
  // It fails for an amount of 901.
  const text = `UNWIND $rows AS row WITH row WHERE 1 / (row.amountMinor - 901) > 5
    RETURN row.id AS transactionId, [row.id] AS members, false AS truncated`;
  const failing = parseRule('failing.cypher', `// id: failing\n// version: 1\n// score: 5\n//\n${text}`);
  const rules = [...world.rules(), { ...failing, parameters: { windowMs: 60_000 } }];
  analyzers.push(new Analyzer(world.backends.neo4j, rules), new Analyzer(world.backends.neo4j, rules));
  await Promise.all(analyzers.map((analyzer) => analyzer.ready()));
}, 180_000);
afterAll(async () => {
  await app?.close();
  await Promise.all(analyzers.map((analyzer) => analyzer.stop()));
  await Promise.all([world?.stop(), kafka?.stop({ removeData: true })]);
}, 60_000);

/** A consumer whose records are sent once `before` allows; it is called with each request. */
function consumerOf(analyzer: Analyzer, before: () => Promise<void> = async () => undefined) {
  const producer = app.get(TracedProducer);
  const late = {
    sendAll: async (records: RecordToSend[]) => {
      await before();
      return producer.sendAll(records);
    },
  } as TracedProducer;
  const { transactions, tokens, rules, findings, metrics } = analyzer;
  const publisher = new VerdictPublisher(late, findings, metrics);
  const consumer = new TransactionsConsumer(transactions, tokens, rules, findings, publisher);
  return (...events: TransactionEvent[]) =>
    consumer.judge(
      events.map((value) => {
        const record = { topic: topics.transactions, partition: 0, offset: '0', timestampMs: Date.now() };
        return new ConsumedMessage({ ...record, key: null, value: null, headers: {} }, value);
      }),
    );
}

/** What compaction leaves of these keys: the last record. */
async function lastOf(keys: string[]): Promise<(Verdict | null | undefined)[]> {
  const client = new KafkaClientClass({ brokers: kafka.kafkaBrokers.split(','), logLevel: 0 });
  const admin = client.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topics.verdicts);
  await admin.disconnect();
  const left = new Map(
    ends.filter(({ high }) => high !== '0').map(({ partition, high }) => [partition, BigInt(high)]),
  );
  const last = new Map<string, Verdict | null>();
  const consumer = client.consumer({ groupId: `${name}-${world.prefix()}` });
  await consumer.connect();
  await consumer.subscribe({ topics: [topics.verdicts], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      last.set(String(message.key), JSON.parse(String(message.value)) as Verdict | null);
      if (BigInt(message.offset) + 1n >= (left.get(partition) ?? 0n)) left.delete(partition);
    },
  });
  await waitUntil(() => left.size === 0, { timeoutMs: 30_000, what: 'the end of the verdicts topic' });
  await consumer.disconnect();
  return keys.map((key) => last.get(key));
}

/** Three payments in a circle. */
const ring = (p: string) =>
  ['a>b', 'b>c', 'c>a'].map((route, step) => {
    const [payer, payee] = route.split('>');
    return toEvent({
      id: `${p}${step}`,
      occurredAt: new Date(begin + step * 60_000).toISOString(),
      amountMinor: 20_000 - step * 500,
      currency: 'EUR',
      type: 'transfer',
      payer: { accountId: `${p}${payer}` },
      payee: { accountId: `${p}${payee}` },
    });
  }) as [TransactionEvent, TransactionEvent, TransactionEvent];

const run = (text: string, parameters: Record<string, unknown>) =>
  (analyzers[0] as Analyzer).neo4j.write({ name: 'test.change', text }, parameters);

/** What another process does to the verdict of the first payment of a ring, and what the topic has to end with. */
const changes: [string, (events: TransactionEvent[]) => Promise<void>, object | null][] = [
  [
    'an upgrade',
    ([, second, third]) =>
      consumerOf(analyzers[1] as Analyzer)(second as TransactionEvent, third as TransactionEvent),
    { decision: 'decline' },
  ],
  [
    'a rule that was skipped for a payment next to it',
    ([, second]) =>
      consumerOf(analyzers[1] as Analyzer)({ ...(second as TransactionEvent), amountMinor: 901 }),
    { decision: 'approve', revision: 1, truncated: true },
  ],
  [
    'an erasure',
    async ([first]) => {
      await run('MATCH (t:Transaction {id: $id}) SET t.erasedAtMs = 1', { id: first?.id });
      await app.get(TracedProducer).send({ topic: topics.verdicts, key: String(first?.id), value: null });
    },
    null,
  ],
];

describe('a verdict that is published late', () => {
  it.each(changes)(
    'is followed by the current one after %s',
    async (_, change, expected) => {
      const events = ring(world.prefix());
      let requests = 0;
      // given an analyzer whose first verdict is held while another process changes it
      const judge = consumerOf(analyzers[0] as Analyzer, async () => {
        requests += 1;
        if (requests === 1) await change(events);
      });
      // when
      await judge(events[0]);
      // then
      const [last] = await lastOf([transactionKey(events[0])]);
      if (expected === null) expect(last).toBeNull();
      else expect(last).toMatchObject(expected);
      expect(requests).toBe(2);
    },
    90_000,
  );

  it('is followed by the current one when that changes again before it is published', async () => {
    const [first, second, third] = ring(world.prefix());
    const back = { ...third, id: `${third.id}-more`, occurredAtMs: third.occurredAtMs + 60_000 };
    let requests = 0;
    const other = consumerOf(analyzers[1] as Analyzer);
    const judge = consumerOf(analyzers[0] as Analyzer, async () => {
      requests += 1;
      if (requests === 1) await other(second, third);
      if (requests === 2) await other(back);
    });
    await judge(first);
    const key = transactionKey(first);
    const [last] = await lastOf([key]);
    const [current] = await (analyzers[0] as Analyzer).findings.readVerdicts([key]);
    expect([last?.revision, last?.findings.map(({ id }) => id)]).toEqual([
      current?.revision,
      current?.findings.map(({ id }) => id),
    ]);
    expect(requests).toBe(3);
  }, 90_000);

  it('costs no second request when nothing has changed', async () => {
    let requests = 0;
    const judge = consumerOf(analyzers[0] as Analyzer, async () => {
      requests += 1;
    });
    await judge(...ring(world.prefix()));
    expect(requests).toBe(1);
  }, 60_000);
});

it('a payment of an erased person gets no verdict when its record is delivered again', async () => {
  const [first] = ring(world.prefix());
  const judge = consumerOf(analyzers[0] as Analyzer);
  await judge(first);
  await run('MATCH (t:Transaction {id: $id}) SET t.erasedAtMs = 1', { id: first.id });
  await app.get(TracedProducer).send({ topic: topics.verdicts, key: transactionKey(first), value: null });
  await judge(first);
  expect(await lastOf([transactionKey(first)])).toEqual([null]);
}, 60_000);

it('nor does it get one when another payment of its ring is delivered again', async () => {
  const [first, second, third] = ring(world.prefix());
  const judge = consumerOf(analyzers[0] as Analyzer);
  await judge(first, second, third);
  await run('MATCH (t:Transaction {id: $id}) SET t.erasedAtMs = 1', { id: first.id });
  await app.get(TracedProducer).send({ topic: topics.verdicts, key: transactionKey(first), value: null });
  await judge(third);
  const [withdrawn, other] = await lastOf([first, second].map(transactionKey));
  expect([withdrawn, other?.decision]).toEqual([null, 'decline']);
}, 60_000);
