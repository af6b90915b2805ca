// Clients in front of a broker that accepts connections and says nothing: each of them must recover by itself, and
// readiness must tell what clients of the service see.
import type { INestApplicationContext } from '@nestjs/common';
import { waitUntil } from '@ringtrace/tools';
import { KafkaHealth } from '../kafka.health.ts';
import { TracedProducer } from '../produce/traced-kafka.producer.ts';
import { type FaultyNetwork, startApplication, startFaultyNetwork, topic } from './faulty-network.fixture.ts';

let network: FaultyNetwork;
let application: INestApplicationContext | undefined;

beforeAll(async () => {
  network = await startFaultyNetwork(`supervision-${process.pid}`);
}, 120_000);

afterEach(async () => {
  network.proxy.heal();
  network.proxy.cut();
  await application?.close();
  application = undefined;
}, 60_000);

afterAll(() => network?.stop(), 60_000);

const send = (app: INestApplicationContext) =>
  app.get(TracedProducer).send({ topic, key: 'k', value: JSON.stringify({ id: 1 }) });
const isSent = (app: INestApplicationContext) =>
  send(app).then(
    () => true,
    () => false,
  );
const isReady = async (app: INestApplicationContext) => (await app.get(KafkaHealth).check()).status === 'up';
const until = (what: string, condition: () => Promise<boolean>, timeoutMs = 60_000) =>
  waitUntil(async () => (await condition()) || undefined, { what, timeoutMs, everyMs: 100 });

/** A process without consumer: only producer and probe. */
async function startProducer(): Promise<INestApplicationContext> {
  application = await startApplication(network);
  return application;
}

describe('a producer whose broker says nothing', () => {
  it('works again after its connections were closed and new ones were silent for a while', async () => {
    const app = await startProducer();
    await until('a first acknowledgement', () => isSent(app));
    // when
    network.proxy.cut();
    network.proxy.silence();
    for (let failed = 0; failed < 8; failed++) expect(await isSent(app)).toBe(false);
    network.proxy.heal();
    // then
    await until('an acknowledgement', () => isSent(app));
    await until('readiness', () => isReady(app));
  });

  it('works after a first connection that was silent, and is not ready until then', async () => {
    network.proxy.silence();
    const app = await startProducer();
    for (let failed = 0; failed < 5; failed++) expect(await isSent(app)).toBe(false);
    expect(await isReady(app)).toBe(false);
    // when
    network.proxy.heal();
    // then
    await until('readiness', () => isReady(app));
    await until('an acknowledgement', () => isSent(app));
  });

  it('works after a black hole under load, and is ready only when records are acknowledged', async () => {
    const app = await startProducer();
    await until('a first acknowledgement', () => isSent(app));
    // when
    network.proxy.silence();
    await until('not ready', async () => !(await isSent(app)) && !(await isReady(app)));
    for (let failed = 0; failed < 12; failed++) expect(await isSent(app)).toBe(false);
    expect(await isReady(app)).toBe(false);
    network.proxy.heal();
    // then
    await until('readiness', () => isReady(app));
    await until('an acknowledgement', () => isSent(app));
  });
});

describe('a consumer whose broker says nothing', () => {
  it('is not ready during a black hole, and reads what was sent meanwhile without a restart', async () => {
    const heard: unknown[] = [];
    application = await startApplication(network, { group: 'black-hole', heard });
    const app = application;
    await until('the first record', async () => (await isSent(app)) && heard.length > 0);
    // when
    network.proxy.silence();
    await until('not ready', async () => !(await isReady(app)));
    const direct = network.direct.producer();
    await direct.connect();
    await direct.send({ topic, messages: [{ value: JSON.stringify({ id: 'meanwhile' }) }] });
    await direct.disconnect();
    network.proxy.heal();
    // then
    await until('the record', async () => heard.some((each) => (each as { id: unknown }).id === 'meanwhile'));
    await until('readiness', () => isReady(app));
  });
});
