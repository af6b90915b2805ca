// Real servers: they start, work, and are gone afterwards, however their parent ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Kafka, logLevel } from 'kafkajs';
import neo4j from 'neo4j-driver';
import { type Backends, startBackends } from '../../index.ts';
import { waitUntil } from '../process/wait-until.ts';
import { instancePaths, mayRun, type Running, readState } from './instance.ts';
import { stopInstance } from './stop-instance.ts';

const instance = `spec-${process.pid}`;
const paths = instancePaths(instance);
const running = () => Object.values(readState(paths).running);

// Servers of the person who runs the tests are not what is tested here.
const given = ['KAFKA_BROKERS', 'NEO4J_URI', 'DD_TRACE_AGENT_URL', 'SHARED_SERVERS_URL'];
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !given.includes(name)));
process.env = environment;

afterAll(() => stopInstance(paths, { removeData: true, progress: () => undefined }));

describe('startBackends', () => {
  let started: Backends | undefined;
  let backends: Backends;
  let processes: Running[];

  beforeEach(async () => {
    started ??= await startBackends({ instance });
    backends = started;
    processes = running();
  }, 120_000);
  afterAll(() => started?.stop({ removeData: true }));

  it('starts a Kafka that stores and returns a record', async () => {
    const value = await throughKafka(backends.kafkaBrokers, 'there and back');

    expect(value).toBe('there and back');
  });

  it('starts a Neo4j that answers a query', async () => {
    const { uri, user, password, database } = backends.neo4j;
    const driver = neo4j.driver(uri, neo4j.auth.basic(user, password));

    const { records } = await driver.executeQuery('RETURN 1 + 1 AS two', {}, { database });
    await driver.close();

    expect(records[0]?.get('two').toNumber()).toBe(2);
  });

  it('starts an agent that answers /info', async () => {
    const response = await fetch(`${backends.agentUrl}/info`);

    expect(await response.json()).toHaveProperty('endpoints');
  });

  it('reuses running servers and does not stop them', async () => {
    const again = await startBackends({ instance });
    await again.stop();

    expect(again.environment).toEqual(backends.environment);
    expect(Object.values(again.origins)).toEqual(['reused', 'reused', 'reused']);
    expect(processes.every(mayRun)).toBe(true);
  });

  it('leaves no process after stop, and no file with removeData', async () => {
    await backends.stop({ removeData: true });
    started = undefined;

    expect(processes).toHaveLength(3);
    expect(processes.some(mayRun)).toBe(false);
    expect(existsSync(paths.folder)).toBe(false);
  });
});

describe('when the parent is killed', () => {
  it('leaves no process', async () => {
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', parentScript()], {
      env: { ...environment, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    const processes = running();
    expect(processes.filter(mayRun)).toHaveLength(3);

    parent.kill('SIGKILL');

    await waitUntil(() => !processes.some(mayRun), { timeoutMs: 20_000, what: 'the servers to end' });
  }, 120_000);

  function parentScript(): string {
    const door = new URL('../../index.ts', import.meta.url).href;
    return `
      const { startBackends } = await import(${JSON.stringify(door)});
      await startBackends({ instance: ${JSON.stringify(instance)} });
      process.stdout.write('ready');
      setInterval(() => {}, 1000);`;
  }
});

async function throughKafka(brokers: string, value: string): Promise<string | undefined> {
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const [admin, producer, consumer] = [kafka.admin(), kafka.producer(), kafka.consumer({ groupId: 'spec' })];
  await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);
  try {
    await admin.createTopics({ topics: [{ topic: 'spec', numPartitions: 1 }], waitForLeaders: true });
    await producer.send({ topic: 'spec', messages: [{ value }] });
    await consumer.subscribe({ topic: 'spec', fromBeginning: true });
    return await new Promise((resolve, reject) => {
      const eachMessage = async ({ message }: { message: { value: Buffer | null } }) =>
        resolve(message.value?.toString());
      consumer.run({ eachMessage }).catch(reject);
    });
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect(), consumer.disconnect()]);
  }
}
