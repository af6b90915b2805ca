// Kafka as one Java process.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kafka, logLevel } from 'kafkajs';
import { freePort } from '../process/free-port.ts';
import { describeExit, StartFailure } from '../process/until-ready.ts';
import { cacheEntry } from './cache.ts';
import { javaCommand, mavenJars } from './java.ts';
import { kafkaVersion, type Server, type StartContext } from './server.ts';
import { type KafkaNode, serverProperties } from './server-settings.ts';

const pom = fileURLToPath(new URL('../../../servers/kafka/pom.xml', import.meta.url));
const logging = fileURLToPath(new URL('../../../servers/kafka/log4j2.properties', import.meta.url));
const title = `Kafka ${kafkaVersion}`;
export const kafkaJars = () => cacheEntry('kafka', kafkaVersion, pom);

export const kafkaServer: Server = {
  name: 'kafka',
  title,
  ports: ['kafka', 'kafkaController'],
  isFetched: () => existsSync(kafkaJars()),
  fetch: ({ children, paths, progress }) =>
    mavenJars(
      { title, pom, entry: kafkaJars(), aboutJars: 92 },
      children,
      paths.log('kafka-fetch'),
      progress,
    ),
  async launch(jars, context) {
    const { paths, ports, children, kafka } = context;
    const folder = paths.data('kafka');
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    const properties = join(folder, 'server.properties');
    writeFileSync(properties, serverProperties(join(folder, 'log'), ports, kafka));
    if (!existsSync(join(folder, 'log', 'meta.properties'))) await format(jars, properties, context);
    const args = [
      // Brokers of a cluster share a small machine.
      kafka?.node ? '-Xmx320m' : '-Xmx512m',
      '-XX:TieredStopAtLevel=1',
      ...javaOptions(jars, folder),
      'kafka.Kafka',
      properties,
    ];
    return children.start(title, javaCommand(), args, { logFile: paths.log('kafka'), graceMs: 15_000 });
  },
  probe: ({ ports }) => probeKafka(`127.0.0.1:${ports.kafka}`),
};

async function format(
  jars: string,
  properties: string,
  { children, paths, kafka }: StartContext,
): Promise<void> {
  const logFile = paths.log('kafka-format');
  const clusterId = kafka?.node?.clusterId ?? newClusterId();
  const args = [
    '-Xmx256m',
    '-XX:TieredStopAtLevel=1',
    ...javaOptions(jars, paths.data('kafka')),
    'kafka.tools.StorageTool',
    'format',
    '--cluster-id',
    clusterId,
    '--config',
    properties,
    ...scramArguments(kafka?.scramUsers),
  ];
  const formatter = await children.start(`${title} format`, javaCommand(), args, { logFile });
  const exit = await formatter.exited;
  if (exit.code !== 0) {
    throw new StartFailure(`${title}: formatting its data folder ${describeExit(exit)}`, logFile);
  }
}

/** The places of this many brokers in a new cluster; a single one is alone. */
export async function placesInCluster(brokers: number): Promise<(KafkaNode | undefined)[]> {
  if (brokers === 1) return [undefined];
  const clusterId = newClusterId();
  const controllerPorts: number[] = [];
  for (let count = 0; count < brokers; count++) controllerPorts.push(await freePort());
  return controllerPorts.map((_, index) => ({ clusterId, nodeId: index + 1, controllerPorts }));
}

// A leading '-' would be read as an option.
function newClusterId(): string {
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
}

function scramArguments(users: Record<string, string> = {}): string[] {
  return Object.entries(users).flatMap(([name, password]) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${name},password=${password}]`,
    ]),
  );
}

// Native libraries are unpacked inside the instance, so a killed broker leaves nothing in /tmp.
function javaOptions(jars: string, folder: string): string[] {
  return [
    `-Djava.io.tmpdir=${join(folder, 'tmp')}`,
    `-Dlog4j2.configurationFile=${logging}`,
    '-cp',
    join(jars, '*'),
  ];
}

/** Throws unless one of the brokers (host:port, comma separated) answers a metadata request. */
export async function probeKafka(brokers: string): Promise<void> {
  const admin = new Kafka({
    clientId: 'ringtrace-local',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    retry: { retries: 0 },
  }).admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    if (cluster.brokers.length === 0) throw new Error('the cluster has no broker yet');
  } finally {
    await admin.disconnect();
  }
}
