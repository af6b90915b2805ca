// The command takes analyzers past a batch that they cannot decode. That they go on is shown by undecodable.int.spec.ts of
// traced-kafka.
import { analyzerGroup, topics } from '@ringtrace/contracts';
import kafkajs from 'kafkajs';
import { DeadLettersWorld } from './dead-letters-world.fixture.ts';

let world: DeadLettersWorld;
let kafka: kafkajs.Kafka;
beforeAll(async () => {
  world = await DeadLettersWorld.start();
  const brokers = world.backends.kafkaBrokers.split(',');
  kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
}, 180_000);
afterAll(() => world?.stop(), 60_000);

const gzip = 1;
const stepOver = (place: string, why = ['--by', 'kim', '--reason-text', 'INC-481']) =>
  world.run(['step-over', place, ...why, '--json']);

/** In partition 0: a payment, two that inflate to 40 MB, another one. */
async function given(): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  const send = (values: string[], compression = 0) =>
    producer.send({
      topic: topics.transactions,
      compression,
      messages: values.map((value) => ({ partition: 0, value })),
    });
  await send(['before']);
  await send(['0'.repeat(20_000_000), '0'.repeat(20_000_000)], gzip);
  await send(['after']);
  await producer.disconnect();
}

async function committed(): Promise<string | undefined> {
  const admin = kafka.admin();
  await admin.connect();
  const [group] = await admin.fetchOffsets({ groupId: analyzerGroup, topics: [topics.transactions] });
  await admin.disconnect();
  return group?.partitions.find(({ partition }) => partition === 0)?.offset;
}

async function commit(offset: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const partitions = [{ partition: 0, offset }];
  await admin.setOffsets({ groupId: analyzerGroup, topic: topics.transactions, partitions });
  await admin.disconnect();
}

it('keeps the batch, notes who and why, and changes nothing where there is nothing to step over', async () => {
  await given();
  // Analyzers have not come to the batch yet.
  expect(await stepOver('0/1')).toMatchObject({ code: 1, errors: expect.stringContaining('can be decoded') });
  expect(await committed()).toBe('-1');
  // They have, but the operator means another place.
  await commit('1');
  expect(await stepOver('0/2')).toMatchObject({ code: 1, errors: expect.stringContaining('offset 1') });
  expect(await committed()).toBe('1');
  // when
  const done = await stepOver('0/1');
  // then
  const cause = 'it inflates to more than 32 MiB';
  const noted = { kind: 'step-over', by: 'kim', reasonText: 'INC-481', partition: 0, offset: '1' };
  expect(done.json).toMatchObject({ ...noted, lastOffset: '2', cause });
  expect(await committed()).toBe('3');
  const { bytes, letter } = done.json;
  expect((await world.run(['tasks', '--json'])).json).toEqual([
    expect.objectContaining({ ...noted, letter }),
  ]);
  expect((await world.run(['show', letter, '--json'])).json).toMatchObject({
    ...{ reason: 'skipped', disposition: 'skipped', keyBytes: null, valueBytes: bytes },
    headers: {
      'dlq.original.topic': topics.transactions,
      'dlq.original.offset': '1',
      'dlq.original.last-offset': '2',
      'dlq.error.message': cause,
    },
  });
  // and again
  expect(await stepOver('0/1')).toMatchObject({ code: 1, errors: expect.stringContaining('can be decoded') });
  // and the letter is no record that could be sent again
  const again = await world.run(['replay', letter, '--by', 'kim', '--reason-text', 'try', '--json']);
  expect(again.json).toMatchObject({ done: 0, refused: 1 });
}, 180_000);

it('wants to know who and why', async () => {
  expect(await stepOver('0/1', [])).toMatchObject({ code: 2, errors: expect.stringContaining('--by NAME') });
  expect(await stepOver('first', [])).toMatchObject({ code: 2 });
}, 60_000);
