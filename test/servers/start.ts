// One Kafka, Neo4j and trace agent per jest worker for all its suites, instead of a JVM start for each. startBackends
// gets the addresses from here, by SHARED_SERVERS_URL. A server starts when first asked for, and every suite gets it empty.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type BackendName,
  type Backends,
  clearSpans,
  type Neo4jConnection,
  startBackends,
  waitUntil,
} from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import neo4j from 'neo4j-driver';

/** By worker and name. A worker runs one suite at a time, so that emptying a server takes it from nobody. */
const started = new Map<string, Promise<Backends>>();
const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '', 'http://local');
  const names = (searchParams.get('only')?.split(',') ?? []) as BackendName[];
  const worker = searchParams.get('worker') ?? '1';
  Promise.all(names.map((name) => emptyServer(name, worker))).then(
    (environments) => response.end(JSON.stringify(Object.assign({}, ...environments))),
    (error) => response.writeHead(500).end(String(error)),
  );
});

// biome-ignore lint/style/noDefaultExport: jest calls it
export default async function start(): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.SHARED_SERVERS_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function stop(): Promise<void> {
  server.close();
  server.closeAllConnections();
  const settled = await Promise.allSettled(started.values());
  const running = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  await Promise.all(running.map((backends) => backends.stop({ removeData: true })));
}

async function emptyServer(name: BackendName, worker: string): Promise<Record<string, string>> {
  const key = `${worker}-${name}`;
  const running = started.get(key);
  if (running !== undefined) {
    try {
      await empty[name](await running);
      return (await running).environment;
    } catch {
      // It failed to start, or died since: the next suite gets a new one.
      started.delete(key);
      await running.then((backends) => backends.stop({ removeData: true })).catch(() => undefined);
    }
  }
  const fresh = startBackends({ instance: `tests-${process.pid}-${key}`, only: [name], own: true });
  started.set(key, fresh);
  return (await fresh).environment;
}

const empty: Record<BackendName, (backends: Backends) => Promise<void>> = {
  kafka: ({ kafkaBrokers }) => emptyKafka(kafkaBrokers),
  neo4j: (backends) => emptyNeo4j(backends.neo4j),
  agent: ({ agentUrl }) => clearSpans(agentUrl),
};

async function emptyKafka(brokers: string): Promise<void> {
  const admin = new kafkajs.Kafka({
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  }).admin();
  await admin.connect();
  try {
    const topics = async () => (await admin.listTopics()).filter((topic) => !topic.startsWith('__'));
    await admin.deleteTopics({ topics: await topics() });
    await waitUntil(async () => (await topics()).length === 0, { timeoutMs: 20_000, what: 'topics to go' });
    const { groups } = await admin.listGroups();
    // A group of a killed consumer stays until its session times out. Its offsets are gone with its topics.
    await admin.deleteGroups(groups.map(({ groupId }) => groupId)).catch(() => undefined);
  } finally {
    await admin.disconnect();
  }
}

async function emptyNeo4j({ uri, user, password, database }: Neo4jConnection): Promise<void> {
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password));
  const session = driver.session({ database });
  const names = async (query: string) => (await session.run(query)).records.map((each) => each.get('name'));
  try {
    // After wrong passwords, which are a test too, Neo4j refuses the right one for some seconds.
    await waitUntil(() => session.run('RETURN 1'), { timeoutMs: 30_000, what: 'Neo4j', everyMs: 500 });
    await session.run('MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS');
    for (const name of await names('SHOW CONSTRAINTS YIELD name'))
      await session.run(`DROP CONSTRAINT \`${name}\``);
    for (const name of await names("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'")) {
      await session.run(`DROP INDEX \`${name}\``);
    }
    await session.run('CALL db.clearQueryCaches()');
  } finally {
    await driver.close();
  }
}
