// reconcile as people and scripts run it: as a process, against a real broker and graph.
import { once } from 'node:events';
import { analyzerGroup, topics } from '@ringtrace/contracts';
import { waitUntil } from '@ringtrace/tools';
import neo4j from 'neo4j-driver';
import { DeadLettersWorld } from '../dead-letters-world.fixture.ts';

let world: DeadLettersWorld;
beforeAll(async () => {
  world = await DeadLettersWorld.start(['kafka', 'neo4j']);
}, 180_000);
afterAll(() => world?.stop(), 60_000);

const run = (words: string[], environment: Record<string, string> = {}) =>
  world.run(words, environment, 'reconcile');
/** Younger than the topic's retention. */
const beginMs = Date.now() - 3 * 86_400_000;
/** Each test has a window of its own. */
const windowAt = (hour: number) => {
  const since = beginMs + hour * 3_600_000;
  const times = [since, since + 3_600_000].map((ms) => new Date(ms).toISOString());
  return { atMs: since + 60_000, flags: ['--since', times[0] ?? '', '--until', times[1] ?? ''] };
};

/** As an ingestor does, at that time. Resolves with the offset of the first. */
async function accept(ids: (string | null)[], atMs: number, place: { partition?: number } = {}) {
  const timestamp = String(atMs);
  const messages = ids.map((key) => ({ key, value: `value of ${key}`, timestamp, ...place }));
  const [first] = await world.producer.send({ topic: topics.transactions, messages });
  return Number(first?.baseOffset);
}

async function publish(topic: string, messages: { key: string | null; value: string | null }[]) {
  await world.producer.send({ topic, messages });
}

/** As if analyzers had passed everything but the last `left` records of partition 0. */
async function commitAllBut(left: number): Promise<void> {
  const admin = world.kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topics.transactions);
  const partitions = ends.map(({ partition, high }) => ({
    partition,
    offset: String(Number(high) - (partition === 0 ? left : 0)),
  }));
  await admin.setOffsets({ groupId: analyzerGroup, topic: topics.transactions, partitions });
  await admin.disconnect();
}

async function inGraph(statement: string): Promise<void> {
  const { uri, user, password } = world.backends.neo4j;
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password));
  await driver.executeQuery(statement);
  await driver.close();
}

describe('reconcile', () => {
  it('says what to do when command line, database or broker are wrong', async () => {
    const words = await run(['--repare', 'canary']);
    expect([words.code, words.out, words.errors]).toEqual([2, '', expect.stringMatching(/unknown flag/)]);
    const database = await run([], { NEO4J_URI: 'bolt://127.0.0.1:1' });
    expect([database.code, database.errors]).toEqual([1, expect.stringMatching(/see NEO4J_URI/)]);
    const broker = await run([], { KAFKA_BROKERS: '127.0.0.1:1' });
    expect([broker.code, broker.errors]).toEqual([1, expect.stringMatching(/see KAFKA_BROKERS/)]);
  }, 240_000);

  it('tells for each payment where it ended, and describes those that ended nowhere', async () => {
    // given
    const { atMs, flags } = windowAt(0);
    const lost = ['absent', 'stored', 'judged', 'foreign', 'resent'];
    const ended = ['good', 'bad', 'erased', 'long-erased', 'judged-before', 'resent'];
    await accept(['too-early'], atMs - 3_600_000, { partition: 0 });
    const first = await accept([...ended, null, ...lost, 'behind'], atMs, { partition: 0 });
    const at = (id: string | null) => first + [...ended, null, ...lost].lastIndexOf(id);
    await publish(topics.verdicts, [
      { key: 'good', value: '{}' },
      { key: 'erased', value: null },
    ]);
    const letter = (id: string, offset: number) => ({
      ...{ id, reason: 'list-refused', headers: { 'dlq.original.offset': String(offset) } },
    });
    await world.fail([letter('bad', at('bad')), letter('resent', first + ended.indexOf('resent'))]);
    await world.producer.send({
      topic: topics.deadLetters,
      messages: [
        {
          key: null,
          value: 'x',
          headers: {
            'dlq.reason': 'null-key',
            'dlq.original.topic': topics.transactions,
            'dlq.original.partition': '0',
            'dlq.original.offset': String(at(null)),
          },
        },
      ],
    });
    await inGraph(`CREATE (:Transaction {id: 'long-erased', erasedAtMs: 1, judgedAtMs: ${atMs}}),
      (:Transaction {id: 'judged-before', judgedAtMs: 1, contentHash: 'h'}),
      (:Transaction {id: 'stored', contentHash: 'h'}), (:Transaction {id: 'foreign', name: 'of somebody else'}),
      (:Transaction {id: 'judged', judgedAtMs: ${atMs}, contentHash: 'h'})`);
    await commitAllBut(1);
    // when
    const { code, json } = await run([...flags, '--json']);
    // then
    expect(code).toBe(3);
    expect(json).toMatchObject({
      accepted: 12,
      judged: 2,
      deadLettered: 2,
      erased: 2,
      waiting: 1,
      missing: 5,
    });
    expect(json.waitingByPartition).toEqual({ 0: 1 });
    const place = (offset: number) => `0/${offset}`;
    expect(json.payments).toEqual([
      expect.objectContaining({ id: 'resent', graph: 'absent', place: place(first + 5) }),
      ...['absent', 'stored', 'judged', 'foreign'].map((id) => ({
        ...{ id, graph: id, place: place(at(id)), traceId: null, wasReplayed: false },
        acceptedAt: new Date(atMs).toISOString(),
      })),
    ]);
    const text = await run([...flags, '--limit', '1']);
    expect(text.out).toMatch(/^missing +5$/m);
    expect(text.out).toMatch(/in the graph: absent .* resent$/m);
    // and nothing is missing where nothing was accepted
    expect(await run(windowAt(5).flags)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/accepted +0/),
    });
  }, 300_000);

  it('repairs each once, through kill -9, and leaves what is not missing alone', async () => {
    // given
    const { atMs, flags } = windowAt(10);
    const ids = Array.from({ length: 60 }, (_, index) => `lost-${index}`);
    await accept(ids, atMs);
    await publish(topics.verdicts, [{ key: 'lost-0', value: '{}' }]);
    await commitAllBut(0);
    const sentAgain = async () =>
      (await world.replayed()).filter(({ headers }) =>
        /^transactions\.new\/\d\/\d+$/.test(headers['repair.of'] ?? ''),
      );
    // when it is killed while it sends
    const child = world.start([...flags, '--repair', '--rate', '2'], {}, 'reconcile');
    const exited = once(child, 'exit');
    let errors = '';
    child.stderr?.on('data', (chunk) => {
      errors += String(chunk);
    });
    await waitUntil(() => /^sent again: \d+ records$/m.test(errors), {
      timeoutMs: 60_000,
      what: 'some payments',
    });
    child.kill('SIGKILL');
    await exited;
    const before = (await sentAgain()).length;
    expect(before).toBeLessThan(59);
    const again = await run([...flags, '--repair', '--rate', '1000', '--json']);
    // then
    expect(again).toMatchObject({ code: 0, json: { repaired: again.json.missing } });
    expect(again.json.missing).toBeLessThanOrEqual(59 - before);
    const records = await sentAgain();
    expect(records.map(({ key }) => key).sort()).toEqual(ids.slice(1).sort());
    expect(records.map(({ key, value }) => value === `value of ${key}`)).not.toContain(false);
    expect(new Set(records.map(({ headers }) => headers['repair.of'])).size).toBe(59);
    // and when nobody has judged them yet, they are waiting
    expect(await run([...flags, '--repair', '--json'])).toMatchObject({
      code: 0,
      json: { missing: 0, waiting: 59, repaired: 0, judged: 1 },
    });
  }, 240_000);
});
