// Good and bad records sent together to a real broker: each has its own outcome.
import { createLogger, Metrics } from '@ringtrace/telemetry';
import { type Backends, startBackends, waitUntil } from '@ringtrace/tools';
import fc from 'fast-check';
import kafkajs from 'kafkajs';
import type { KafkaPort } from '../client/kafka-port.ts';
import { kafkajsPort } from '../client/kafkajs-client.ts';
import { RecordRefusedError } from '../errors.ts';
import { defaultSendQueueLimits } from './send-queue.ts';
import { type RecordToSend, TracedProducer } from './traced-kafka.producer.ts';

const run = `refusals-${process.pid}-${Date.now()}`;
const topic = (name: string) => `${run}.${name}`;
const logger = createLogger({ service: 'test', level: 'silent' });
let backends: Backends;
let kafka: kafkajs.Kafka;
let port: KafkaPort;
let producer: TracedProducer;
let consumer: kafkajs.Consumer;
/** The keys on the topics, by place. */
const stored = new Map<string, string>();
/** Of the partitioner that producers use. */
const choosePartition = kafkajs.Partitioners.DefaultPartitioner();

const place = (at: { topic: string; partition: number; offset: string }) =>
  `${at.topic}/${at.partition}/${at.offset}`;

beforeAll(async () => {
  backends = await startBackends({ instance: run, only: ['kafka'] });
  const brokers = backends.kafkaBrokers.split(',');
  kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: [
      { topic: topic('wide'), numPartitions: 3 },
      {
        topic: topic('narrow'),
        numPartitions: 1,
        configEntries: [{ name: 'max.message.bytes', value: '20000' }],
      },
      {
        topic: topic('halves'),
        numPartitions: 2,
        configEntries: [{ name: 'max.message.bytes', value: '20000' }],
      },
      {
        topic: topic('compacted'),
        numPartitions: 1,
        configEntries: [{ name: 'cleanup.policy', value: 'compact' }],
      },
    ],
  });
  await admin.disconnect();
  port = kafkajsPort({ brokers, clientId: 'test', logger });
  const limits = { ...defaultSendQueueLimits, deliveryTimeoutMs: 60_000 };
  producer = new TracedProducer(port.producer(), limits, logger, new Metrics());
  consumer = kafka.consumer({ groupId: run, maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({
    topics: ['wide', 'narrow', 'halves', 'compacted'].map(topic),
    fromBeginning: true,
  });
  await consumer.run({
    eachMessage: async ({ topic: name, partition, message }) => {
      stored.set(place({ topic: name, partition, offset: message.offset }), String(message.key));
    },
  });
}, 120_000);

afterAll(async () => {
  await consumer?.disconnect();
  await producer?.close();
  await port?.close();
  await backends?.stop({ removeData: true });
}, 60_000);

const kilobyte = 'x'.repeat(1_000);
let count = 0;
const record = (changes: Record<string, unknown> = {}) =>
  ({ topic: topic('wide'), key: `k${count++}`, value: kilobyte, ...changes }) as RecordToSend;

const good: Record<string, () => RecordToSend> = {
  'a record': () => record({ headers: { text: 'a', list: ['a', Buffer.from('b')], none: undefined } }),
  'a tombstone': () => record({ topic: topic('compacted'), value: null }),
  'a record of a narrow topic': () => record({ topic: topic('narrow') }),
};
const bad: Record<string, [RecordRefusedError['reason'], () => RecordToSend]> = {
  'an object as value': ['invalid', () => record({ value: {} })],
  'no value': ['invalid', () => record({ value: undefined })],
  'a number as key': ['invalid', () => record({ key: 7 })],
  'a number as header': ['invalid', () => record({ headers: { n: 7 } })],
  'null in a list of headers': ['invalid', () => record({ headers: { n: [null] } })],
  'a list as headers': ['invalid', () => record({ headers: ['a'] })],
  'a topic that cannot exist': ['invalid', () => record({ topic: 'a b' })],
  'a topic that does not exist': ['unknown-topic', () => record({ topic: topic('missing') })],
  'no key on a compacted topic': ['invalid', () => record({ topic: topic('compacted'), key: null })],
  'more than the topic takes': [
    'too-large',
    () => record({ topic: topic('narrow'), value: 'x'.repeat(25_000) }),
  ],
  'more than the limit': ['too-large', () => record({ value: 'x'.repeat(1_100_000) })],
};

it.each(Object.entries(bad))(
  'a record with %s is refused, and its neighbours are stored',
  async (_what, [reason, make]) => {
    // given neighbours on every topic, before and after
    const neighbours = Object.values(good);
    const records = [...neighbours.map((each) => each()), make(), ...neighbours.map((each) => each())];
    // when
    const outcomes = await producer.sendAll(records);
    // then
    expect(outcomes.map(({ status }) => status)).toEqual(
      records.map((_, index) => (index === neighbours.length ? 'rejected' : 'fulfilled')),
    );
    const refused = outcomes[neighbours.length] as PromiseRejectedResult;
    expect(refused.reason).toBeInstanceOf(RecordRefusedError);
    expect(refused.reason.reason).toBe(reason);
  },
);

it('100 records of 1 KB are all stored where a request may have 20 KB', async () => {
  const outcomes = await producer.sendAll(
    Array.from({ length: 100 }, () => record({ topic: topic('narrow') })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
});

it('a partition that refuses its part of a request costs no other partition a second copy', async () => {
  // given one request with 30 KB for partition 0, and 3 KB for partition 1
  const partitionMetadata = [0, 1].map((partitionId) => ({ partitionId, leader: 0 }));
  const partitionOf = ({ key }: RecordToSend) =>
    choosePartition({
      topic: topic('halves'),
      partitionMetadata: partitionMetadata as kafkajs.PartitionMetadata[],
      message: { key: String(key), value: null },
    });
  const many = Array.from({ length: 200 }, () => record({ topic: topic('halves') }));
  const of = (partition: number) => many.filter((each) => partitionOf(each) === partition);
  const records = [...of(0).slice(0, 30), ...of(1).slice(0, 3)];
  // when
  const outcomes = await producer.sendAll(records);
  // then
  const places = outcomes.map((outcome) =>
    outcome.status === 'fulfilled' ? place(outcome.value) : 'refused',
  );
  await waitUntil(() => places.every((at) => stored.has(at)), { timeoutMs: 30_000, what: 'records' });
  expect(places.map((at) => stored.get(at))).toEqual(records.map(({ key }) => String(key)));
  const copies = [...stored].filter(([at]) => at.startsWith(topic('halves')));
  expect(copies.map(([, key]) => key).sort()).toEqual(records.map(({ key }) => String(key)).sort());
});

it('whatever is sent together, each good record is stored where its outcome says, and each bad one has its own error', async () => {
  const makers = [
    ...Object.values(good).map((make) => ({ reason: undefined, make })),
    ...Object.values(bad).map(([reason, make]) => ({ reason, make })),
  ];
  const mixes = fc.array(fc.constantFrom(...makers), { minLength: 1, maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(mixes, async (mix) => {
      const records = mix.map(({ make }) => make());
      const outcomes = await producer.sendAll(records);
      expect(
        outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.reason : undefined)),
      ).toEqual(mix.map(({ reason }) => reason));
      const places = outcomes.flatMap((outcome, index) =>
        outcome.status === 'fulfilled' ? [[place(outcome.value), String(records[index]?.key)] as const] : [],
      );
      await waitUntil(() => places.every(([at]) => stored.has(at)), { timeoutMs: 30_000, what: 'records' });
      expect(places.map(([at]) => stored.get(at))).toEqual(places.map(([, key]) => key));
    }),
    { numRuns: 15 },
  );
}, 120_000);
