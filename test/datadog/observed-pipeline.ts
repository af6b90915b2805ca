// Runs both services and captures everything they send: they judge a stream, then lose the database, then the broker.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { topics } from '@ringtrace/contracts';
import {
  type BackendName,
  type Backends,
  generateTraffic,
  makeAccess,
  type Pipeline,
  poisonRecords,
  type ReceivedSpan,
  readSpans,
  type Service,
  sendStream,
  startBackends,
  startPipeline,
  waitUntil,
} from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import { type DogStatsD, type EmittedMetrics, receiveDogStatsD } from './emitted.ts';

export interface Observed {
  /** The /metrics page of each service. */
  pages: Record<'ingestor' | 'analyzer', string>;
  spans: ReceivedSpan[];
  /** What was sent for Data Streams Monitoring: bytes in which names are readable. */
  dataStreams: string;
}

export class ObservedPipeline {
  private readonly run: string;
  private servers: Record<'log' | 'graph' | 'agent', Backends> | undefined;
  private pipeline: Pipeline | undefined;
  private dogStatsD: DogStatsD | undefined;
  private apiKey = '';

  constructor(run: string) {
    this.run = run;
  }

  /** Adds what arrives by DogStatsD to `emitted`. */
  async observe(emitted: EmittedMetrics, logFolder: string): Promise<Observed> {
    // Each server is an instance of its own, so that it can be stopped.
    const startOnly = (name: BackendName) =>
      startBackends({ instance: `datadog-${name}-${this.run}`, only: [name], own: true });
    const [log, graph, agent] = await Promise.all([
      startOnly('kafka'),
      startOnly('neo4j'),
      startOnly('agent'),
    ]);
    this.servers = { log, graph, agent };
    this.dogStatsD = await receiveDogStatsD(emitted);
    const access = makeAccess(`${logFolder}/api-keys`);
    [this.apiKey = ''] = access.keys;
    const environment = {
      ...log.environment,
      ...graph.environment,
      ...agent.environment,
      DD_DOGSTATSD_HOST: '127.0.0.1',
      DD_DOGSTATSD_PORT: String(this.dogStatsD.port),
      DD_RUNTIME_METRICS_FLUSH_INTERVAL: '1000',
      DD_DATA_STREAMS_ENABLED: 'true',
      DELIVERY_TIMEOUT_MS: '2000',
    };
    const clients = {
      ...access.environment,
      USER_HASH_KEY: randomBytes(32).toString('base64'),
      PROPAGATE_USER: 'true',
    };
    this.pipeline = await startPipeline(
      { kafkaBrokers: log.kafkaBrokers, environment },
      { logFolder, environment: clients },
    );
    const { ingestor, analyzer } = this.pipeline;
    await this.passThrough(this.pipeline, log);
    await runCommands(environment);
    const dataStreams = await dataStreamsOf(agent);

    await graph.stop();
    await this.post(ingestor, 'without-database');
    await untilAt(analyzer, /outcome="retried"/);
    await log.stop();
    // Sent again and again: on a busy machine one may time out before it is on its way.
    await untilAt(ingestor, /kafka_producer_requests_total\{outcome="failed"\}/, () =>
      this.post(ingestor, 'without-broker'),
    );
    await untilAt(ingestor, /ringtrace_transactions_total\{outcome="outcome-unknown"\}/);

    const pages = { ingestor: await pageOf(ingestor), analyzer: await pageOf(analyzer) };
    return { pages, spans: await spansWithFailures(agent), dataStreams };
  }

  async stop(): Promise<void> {
    await this.pipeline?.stop();
    this.dogStatsD?.close();
    await Promise.all(Object.values(this.servers ?? {}).map((each) => each.stop({ removeData: true })));
  }

  /** Sends rings, invalid records, a refused transaction, probes, and reads of unknown verdicts with and without a key. */
  private async passThrough({ ingestor, analyzer }: Pipeline, log: Backends): Promise<void> {
    const traffic = generateTraffic({
      seed: 7,
      transactions: 600,
      startAtMs: Date.now() - 7 * 3_600_000,
      idPrefix: `datadog-${this.run}`,
    });
    await sendStream({ url: ingestor.url, apiKey: this.apiKey, requests: traffic.requests });
    const poison = poisonRecords(`datadog-${this.run}-poison`);
    const kafka = new kafkajs.Kafka({ brokers: log.kafkaBrokers.split(','), logLevel: 0 });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: topics.transactions, messages: poison });
    await producer.disconnect();
    await this.post(ingestor, 'no id');
    for (const { url } of [ingestor, analyzer]) await fetch(`${url}/health/live`);
    await this.read(analyzer, '/v1/verdicts/never-sent');
    await fetch(`${analyzer.url}/v1/verdicts/never-sent`);
    await waitUntil(
      async () => {
        const page = await pageOf(analyzer);
        const count = (outcome: string) =>
          Number(new RegExp(`outcome="${outcome}"} (\\d+)`).exec(page)?.[1] ?? 0);
        return count('handled') >= traffic.requests.length && count('dead-lettered') >= poison.length;
      },
      { timeoutMs: 120_000, what: 'every record to be judged or dead-lettered' },
    );
  }

  private credential() {
    return { authorization: `Bearer ${this.apiKey}` };
  }

  private read({ url }: Service, path: string) {
    return fetch(url + path, { headers: this.credential() });
  }

  /** Posts a transaction, valid if `name` may be part of an id. */
  private async post({ url }: Service, name: string): Promise<void> {
    const transaction = {
      id: `datadog-${this.run}-${name}`,
      occurredAt: new Date().toISOString(),
      amountMinor: 1,
      currency: 'EUR',
      type: 'transfer',
      payer: { accountId: 'payer' },
      payee: { accountId: 'payee' },
    };
    const headers = { ...this.credential(), 'content-type': 'application/json' };
    await fetch(`${url}/v1/transactions`, { method: 'POST', headers, body: JSON.stringify(transaction) });
  }
}

/** They tell the agent themselves what they have found and done. */
async function runCommands(environment: Record<string, string>): Promise<void> {
  const options = {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: {
      PATH: process.env.PATH ?? '',
      ...{ DD_SERVICE: 'dead-letters', DD_ENV: 'local', DD_VERSION: 'any' },
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
      ...environment,
    },
  };
  const run = (program: string, ...words: string[]) =>
    promisify(execFile)(
      process.execPath,
      ['--import', '@ringtrace/telemetry/start', `services/dead-letters/dist/${program}`, ...words],
      options,
    );
  await run('reconcile/main.js', '--since', '1h', '--until', '0s');
  await run('main.js', 'discard', '0/0', '--by', 'test', '--reason-text', 'a test');
}

const pageOf = async ({ url }: Service) => (await fetch(`${url}/metrics`)).text();

async function untilAt(
  service: Service,
  metric: RegExp,
  before: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const what = `${metric.source} at /metrics of the ${service.name}`;
  const isThere = async () => {
    await before();
    return metric.test(await pageOf(service));
  };
  await waitUntil(isThere, { timeoutMs: 60_000, what });
}

/** Spans are flushed every two seconds. */
async function spansWithFailures({ agentUrl }: Backends): Promise<ReceivedSpan[]> {
  let spans: ReceivedSpan[] = [];
  await waitUntil(
    async () => {
      spans = await readSpans(agentUrl);
      return ['fastify.request', 'kafka.consume'].every((name) =>
        spans.some((span) => span.name === name && span.error && 'usr.id' in span.tags),
      );
    },
    {
      timeoutMs: 30_000,
      what: 'spans of a request and of a record that failed, with their client',
      everyMs: 500,
    },
  );
  return spans;
}

async function dataStreamsOf({ agentUrl }: Backends): Promise<string> {
  let sent = '';
  await waitUntil(
    async () => {
      const answer = await fetch(new URL('/test/session/requests', agentUrl));
      const requests = (await answer.json()) as { url: string; body: string }[];
      const bodies = requests.filter(({ url }) => url.endsWith('/v0.1/pipeline_stats'));
      sent = bodies.map(({ body }) => Buffer.from(body, 'base64').toString('latin1')).join('\n');
      return ['kafka_commit', 'direction:in', `topic:${topics.verdicts}`].every((word) =>
        sent.includes(word),
      );
    },
    { timeoutMs: 60_000, what: 'offsets for Data Streams Monitoring', everyMs: 1_000 },
  );
  return sent;
}
