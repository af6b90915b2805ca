// The whole pipeline for a test: real servers of its own, both services as real processes, the three topics.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { topicSettings } from '@ringtrace/contracts';
import {
  type Backends,
  type Background,
  freePort,
  runBackground,
  startBackends,
  waitUntil,
} from '@ringtrace/local';
import kafkajs from 'kafkajs';

const root = fileURLToPath(new URL('../', import.meta.url));

export interface Pipeline {
  backends: Backends;
  kafka: kafkajs.Kafka;
  ingestorUrl: string;
  analyzerUrl: string;
  /** Starts another process of the service; resolves when it is ready. */
  start(service: 'ingestor' | 'analyzer'): Promise<Background>;
  /** Everything that the services have logged. */
  logs(): string;
  stop(): Promise<void>;
}

export async function startPipeline(name: string): Promise<Pipeline> {
  const run = `${name}-${randomBytes(3).toString('hex')}`;
  const backends = await startBackends({ instance: run, fresh: true });
  const kafka = new kafkajs.Kafka({
    brokers: backends.kafkaBrokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  });
  await createTopics(kafka);
  const ports = { ingestor: await freePort(), analyzer: await freePort() };
  const urlOf = (service: keyof typeof ports) => `http://127.0.0.1:${ports[service]}`;
  const processes: Background[] = [];

  const start = async (service: keyof typeof ports) => {
    const running = await runBackground(
      service,
      process.execPath,
      ['--import', '@ringtrace/telemetry/start', `services/${service}/dist/main.js`],
      {
        cwd: root,
        // Kept when the data is removed: what a failed test leaves to read.
        logFile: `${root}.local/test-logs/${run}-${service}.log`,
        env: {
          ...backends.environment,
          PORT: String(ports[service]),
          DD_SERVICE: service,
          DD_ENV: 'test',
          TOKEN_KEY: 'only for tests: 0123456789abcdef0123456789abcdef',
          VERDICTS_BASE_URL: urlOf('analyzer'),
        },
      },
    );
    processes.push(running);
    await waitUntil(async () => (await fetch(`${urlOf(service)}/health/ready`)).ok, {
      timeoutMs: 60_000,
      what: `${service} to be ready, see ${running.logFile}`,
    });
    return running;
  };

  return {
    backends,
    kafka,
    ingestorUrl: urlOf('ingestor'),
    analyzerUrl: urlOf('analyzer'),
    start,
    logs: () =>
      [...new Set(processes.map((each) => each.logFile))]
        .map((file) => readFileSync(file, 'utf8'))
        .join('\n'),
    stop: async () => {
      await Promise.all(processes.map((each) => each.stop()));
      await backends.stop({ removeData: true });
    },
  };
}

async function createTopics(kafka: kafkajs.Kafka): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: Object.entries(topicSettings).map(([topic, { partitions, config }]) => ({
      topic,
      numPartitions: partitions,
      configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
    })),
  });
  await admin.disconnect();
}
