// Collecting outcomes and creating topics, against a real broker.
import { topicSettings, topics, type Verdict } from '@ringtrace/contracts';
import { Kafka, logLevel, type Message } from 'kafkajs';
import { collectOutcomes, type Outcomes } from './collect-outcomes.ts';
import { createTopics } from './create-topics.ts';
import type { Backends } from './servers/addresses.ts';
import { startBackends } from './servers/start-backends.ts';

let backends: Backends;
let kafka: Kafka;
const running: Outcomes[] = [];

beforeAll(async () => {
  backends = await startBackends({ instance: `bench-it-${process.pid}`, only: ['kafka'] });
  kafka = new Kafka({ brokers: [backends.kafkaBrokers], logLevel: logLevel.NOTHING });
  await createTopics(backends.kafkaBrokers);
}, 180_000);

afterEach(async () => {
  for (const outcomes of running.splice(0)) await outcomes.stop();
});

afterAll(() => backends?.stop({ removeData: true }), 60_000);

async function send(topic: string, ...messages: Message[]): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages });
  await producer.disconnect();
}

async function collect(): Promise<Outcomes> {
  const outcomes = await collectOutcomes(backends.kafkaBrokers);
  running.push(outcomes);
  return outcomes;
}

function verdict(transactionId: string, revision: number): Message {
  const value: Verdict = {
    schemaVersion: 1,
    transactionId,
    tenant: 'default',
    decision: 'approve',
    score: 0,
    revision,
    truncated: false,
    findings: [],
  };
  return { key: transactionId, value: JSON.stringify(value), timestamp: String(1_000 + revision) };
}

const letter = (key: string | null, offset: string): Message => ({
  key,
  value: null,
  headers: {
    'dlq.reason': 'null-value',
    'dlq.original.topic': topics.transactions,
    'dlq.original.partition': '0',
    'dlq.original.offset': offset,
  },
});

const wait = { timeoutMs: 30_000, what: 'the records of this test' };

describe('createTopics', () => {
  it('creates all topics with their settings, and is idempotent', async () => {
    await createTopics(backends.kafkaBrokers);
    const admin = kafka.admin();
    await admin.connect();
    const metadata = await admin.fetchTopicMetadata({ topics: Object.keys(topicSettings) });
    const partitions = metadata.topics.map(({ name, partitions }) => [name, partitions.length]);
    expect(Object.fromEntries(partitions)).toEqual(
      Object.fromEntries(
        Object.entries(topicSettings).map(([name, settings]) => [name, settings.partitions]),
      ),
    );
    await admin.disconnect();
  });
});

describe('collectOutcomes', () => {
  it('keeps the highest revision and the time of the first record, in any order', async () => {
    await send(topics.verdicts, verdict('v1', 2), verdict('v1', 1), verdict('v2', 1), verdict('v1', 3));
    const outcomes = await collect();
    await outcomes.waitFor(({ verdicts }) => verdicts.get('v1')?.records === 3 && verdicts.has('v2'), wait);
    expect(outcomes.verdicts.get('v1')).toMatchObject({
      verdict: { revision: 3 },
      firstAtMs: 1_002,
      records: 3,
    });
    expect(outcomes.problems).toEqual([]);
  });

  it('counts a duplicate dead letter once, and accepts one without a key', async () => {
    await send(topics.deadLetters, letter('a', '1'), letter('a', '1'), letter(null, '2'));
    const outcomes = await collect();
    await outcomes.waitFor(({ deadLetters }) => deadLetters.size >= 2, wait);
    expect([...outcomes.deadLetters].map(([place, { key, reason }]) => [place, key, reason])).toEqual([
      ['transactions.new/0/1', 'a', 'null-value'],
      ['transactions.new/0/2', null, 'null-value'],
    ]);
  });

  it('commits no offsets', async () => {
    const outcomes = await collect();
    await outcomes.waitFor(({ verdicts }) => verdicts.size > 0, wait);
    await running.pop()?.stop();
    const admin = kafka.admin();
    await admin.connect();
    const { groups } = await admin.listGroups();
    for (const { groupId } of groups.filter(({ groupId }) => groupId.startsWith('outcomes-'))) {
      const committed = (await admin.fetchOffsets({ groupId })).flatMap(({ partitions }) => partitions);
      expect(committed.filter(({ offset }) => offset !== '-1')).toEqual([]);
    }
    await admin.disconnect();
  });

  it('reports how far it got on timeout', async () => {
    const outcomes = await collect();
    await expect(outcomes.waitFor(() => false, { timeoutMs: 300, what: 'nothing' })).rejects.toThrow(
      /waited 0.3 s for nothing: \d+ verdicts, \d+ dead letters/,
    );
  });

  it('fails when a verdict violates the contract, naming the field but not its value', async () => {
    await send(topics.verdicts, { key: 'bad', value: JSON.stringify({ decision: 'secret-value' }) });
    const outcomes = await collect();
    const waiting = outcomes.waitFor(() => false, wait);
    await expect(waiting).rejects.toThrow(/the verdict of bad breaks the contract at .*decision/);
    await expect(waiting).rejects.not.toThrow(/secret-value/);
  });
});
