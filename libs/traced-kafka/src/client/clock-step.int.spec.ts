// The wall clock is set back by ten minutes. The client measures its own timeouts and heartbeats by that clock, so they
// stop; ours must not. Only `Date.now` is shifted: that is what a real step of the clock changes for a process.
import type { INestApplicationContext } from '@nestjs/common';
import { waitUntil } from '@ringtrace/tools';
import { TracedProducer } from '../produce/traced-kafka.producer.ts';
import { type FaultyNetwork, startApplication, startFaultyNetwork, topic } from './faulty-network.fixture.ts';

const realNow = Date.now;
let network: FaultyNetwork;
let application: INestApplicationContext | undefined;

beforeAll(async () => {
  network = await startFaultyNetwork(`clock-${process.pid}`);
}, 120_000);

afterEach(async () => {
  Date.now = realNow;
  network.proxy.heal();
  network.proxy.cut();
  await application?.close();
}, 60_000);

afterAll(() => network?.stop(), 60_000);

const setClockBack = () => {
  Date.now = () => realNow() - 600_000;
};
const outcomeOfSend = (app: INestApplicationContext) =>
  app
    .get(TracedProducer)
    .send({ topic, key: 'k', value: JSON.stringify({ id: 1 }) })
    .then(
      () => 'acknowledged',
      (error: Error) => error.name,
    );
const untilAcknowledged = (app: INestApplicationContext) =>
  waitUntil(async () => (await outcomeOfSend(app)) === 'acknowledged' || undefined, {
    what: 'an acknowledgement',
    timeoutMs: 60_000,
    everyMs: 100,
  });

it('does not stop the deadline of a delivery, nor the replacement of a silent producer', async () => {
  application = await startApplication(network);
  await untilAcknowledged(application);
  // when
  network.proxy.silence();
  const sent = outcomeOfSend(application);
  setClockBack();
  // then
  expect(await sent).toBe('DeliveryError');
  network.proxy.heal();
  await untilAcknowledged(application);
});

it('does not end the membership of a consumer: it joins its group again', async () => {
  const admin = network.direct.admin();
  await admin.connect();
  const memberOfGroup = async () => (await admin.describeGroups(['clock'])).groups[0]?.members[0]?.memberId;
  const until = (what: string, condition: () => Promise<boolean>) =>
    waitUntil(async () => (await condition()) || undefined, { what, timeoutMs: 60_000, everyMs: 200 });
  const heard: unknown[] = [];
  application = await startApplication(network, { group: 'clock', heard });
  await until('a member', async () => (await memberOfGroup()) !== undefined);
  const before = await memberOfGroup();
  // when
  setClockBack();
  // then the broker drops the member that sends no heartbeats, and gets a new one
  await until('another member', async () => ![undefined, before].includes(await memberOfGroup()));
  await untilAcknowledged(application);
  await until('a record', async () => heard.length > 0);
  await admin.disconnect();
});
