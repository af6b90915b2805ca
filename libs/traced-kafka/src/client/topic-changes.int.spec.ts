// What changes on the broker while an application runs: partitions are added, foreign transactions are aborted.
import type { INestApplicationContext } from '@nestjs/common';
import { waitUntil } from '@ringtrace/tools';
import { KafkaProgress } from '../consume/kafka-progress.ts';
import { TracedProducer } from '../produce/traced-kafka.producer.ts';
import { type FaultyNetwork, startApplication, startFaultyNetwork, topic } from './faulty-network.fixture.ts';

const group = 'changes';
const heard: unknown[] = [];
let network: FaultyNetwork;
let application: INestApplicationContext;

beforeAll(async () => {
  network = await startFaultyNetwork(`changes-${process.pid}`);
  application = await startApplication(network, { group, heard });
}, 120_000);

afterAll(async () => {
  await application?.close();
  await network?.stop();
}, 60_000);

const isHeard = (id: string) => heard.some((each) => (each as { id: unknown }).id === id);
const untilHeard = (id: string, timeoutMs = 60_000) =>
  waitUntil(() => isHeard(id) || undefined, { what: `the record ${id}`, timeoutMs, everyMs: 100 });
const message = (id: string, partition: number) => ({ partition, value: JSON.stringify({ id }) });

it('leaves no lag for aborted transactions of a foreign producer', async () => {
  // given
  const foreign = network.direct.producer({
    transactionalId: 'foreign',
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await foreign.connect();
  const committed = await foreign.transaction();
  await committed.send({ topic, messages: [message('committed', 0)] });
  await committed.commit();
  await untilHeard('committed');
  // when the last thing on each partition is an aborted record
  const aborted = await foreign.transaction();
  await aborted.send({ topic, messages: [message('aborted', 0), message('aborted', 1)] });
  await aborted.abort();
  await foreign.disconnect();
  // then
  expect(await application.get(KafkaProgress).waitUntilCaughtUp(group, topic, 30_000)).toBe(0);
  expect(isHeard('aborted')).toBe(false);
});

it('uses a partition that is added, as consumer and producer, within 30 s', async () => {
  const producer = application.get(TracedProducer);
  await producer.send({ topic, key: null, value: JSON.stringify({ id: 'before' }) });
  await untilHeard('before');
  // when
  const admin = network.direct.admin();
  await admin.connect();
  await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
  await admin.disconnect();
  const direct = network.direct.producer();
  await direct.connect();
  await direct.send({ topic, messages: [message('on the new partition', 2)] });
  await direct.disconnect();
  // then
  await untilHeard('on the new partition', 30_000);
  // A record without a key goes to any partition that the producer knows.
  const reachesNew = async () =>
    (await producer.send({ topic, key: null, value: JSON.stringify({ id: 'any' }) })).partition === 2;
  await waitUntil(async () => (await reachesNew()) || undefined, {
    what: 'the producer to use the new partition',
    timeoutMs: 30_000,
    everyMs: 50,
  });
});
