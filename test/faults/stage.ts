// The servers and services that faults are injected into. Every server is an instance of its own, so that it can be killed
// and started again with its data.
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Decision } from '@ringtrace/contracts';
import {
  type BackendName,
  type Backends,
  collectOutcomes,
  createTopics,
  freePort,
  judge,
  type Outcomes,
  type SendOutcome,
  type Service,
  startBackends,
  startService,
  type Traffic,
} from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import neo4j from 'neo4j-driver';
import { type Observation, violationsOf } from './oracle.ts';

export class Stage {
  readonly run = randomBytes(3).toString('hex');
  readonly servers = {} as Record<BackendName, Backends>;
  readonly analyzers: Service[] = [];
  ingestor!: Service;
  outcomes!: Outcomes;
  private readonly logFolder = fileURLToPath(
    new URL(`../../.local/test-logs/faults-${this.run}`, import.meta.url),
  );
  private readonly tokenKey = randomBytes(32).toString('base64');
  private readonly ingestorPort = freePort();

  async start(): Promise<void> {
    await Promise.all((['kafka', 'neo4j', 'agent'] as const).map((name) => this.startServer(name)));
    await createTopics(this.brokers);
    await Promise.all([this.startIngestor(), this.startAnalyzer()]);
    this.outcomes = await collectOutcomes(this.brokers);
  }

  async stop(): Promise<void> {
    await this.outcomes?.stop();
    await Promise.all([this.ingestor, ...this.analyzers].map((service) => service?.stop()));
    await Promise.all(Object.values(this.servers).map((server) => server.stop({ removeData: true })));
  }

  get brokers(): string {
    return this.servers.kafka.kafkaBrokers;
  }

  async startServer(name: BackendName): Promise<void> {
    this.servers[name] = await startBackends({
      instance: `faults-${name}-${this.run}`,
      only: [name],
      own: true,
    });
  }

  async startIngestor(): Promise<void> {
    this.ingestor = await startService('ingestor', { ...this.settings(), port: await this.ingestorPort });
  }

  /** The first analyzer runs from the start; others are up to a fault. */
  async startAnalyzer(): Promise<Service> {
    const analyzer = await startService('analyzer', this.settings());
    this.analyzers.push(analyzer);
    return analyzer;
  }

  async stopAnalyzer(signal: NodeJS.Signals, analyzer = this.analyzers[0] as Service): Promise<void> {
    this.analyzers.splice(this.analyzers.indexOf(analyzer), 1);
    await analyzer.stop(signal, 30_000);
  }

  signal(name: BackendName, signal: NodeJS.Signals): void {
    process.kill(this.servers[name].pids[name] as number, signal);
  }

  async killAndRestart(name: BackendName): Promise<void> {
    this.signal(name, 'SIGKILL');
    await this.servers[name].stop();
    await this.startServer(name);
  }

  /** For what only an administrator may do to the broker. */
  async withAdmin(use: (admin: kafkajs.Admin) => Promise<unknown>): Promise<void> {
    const admin = this.kafka().admin();
    await admin.connect();
    await use(admin).finally(() => admin.disconnect());
  }

  /** A client that is none of the services. */
  kafka(): kafkajs.Kafka {
    return new kafkajs.Kafka({ brokers: this.brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
  }

  /** What is wrong so far with a stream that was sent. */
  async violations(traffic: Traffic, sent: SendOutcome): Promise<string[]> {
    const requests = new Map(traffic.requests.map((request) => [request.id, request]));
    const decisions = new Map<string, Decision>();
    for (const [id, { verdict }] of this.outcomes.verdicts) {
      if (requests.has(id)) decisions.set(id, verdict.decision);
    }
    const judged = [...requests.values()].filter(({ id }) => decisions.has(id));
    const dead = [...this.outcomes.deadLetters.values()].map(({ key }) => String(key));
    const seen: Observation = {
      accepted: new Set(sent.accepted.keys()),
      unknown: new Set(sent.unknown),
      decisions,
      deadLetters: new Set(dead.filter((id) => requests.has(id))),
      expected: new Map([...judge(judged).verdicts].map(([id, { decision }]) => [id, decision])),
      stored: await this.storedCounts([...requests.keys()]),
    };
    return [...violationsOf(seen), ...this.outcomes.problems];
  }

  private settings() {
    return {
      logFolder: this.logFolder,
      environment: {
        ...Object.assign({}, ...Object.values(this.servers).map(({ environment }) => environment)),
        // Tokens must stay the same when an ingestor is restarted.
        TOKEN_KEY: this.tokenKey,
        AUTH_MODE: 'none',
        RATE_LIMIT_PER_MINUTE: '0',
      },
    };
  }

  private async storedCounts(ids: string[]): Promise<Map<string, number>> {
    const { uri, user, password, database } = this.servers.neo4j.neo4j;
    const driver = neo4j.driver(uri, neo4j.auth.basic(user, password));
    try {
      const { records } = await driver.executeQuery(
        'UNWIND $ids AS id MATCH (t:Transaction {id: id}) RETURN id, toFloat(count(t)) AS times',
        { ids },
        { database },
      );
      return new Map(records.map((record) => [record.get('id'), record.get('times')]));
    } finally {
      await driver.close();
    }
  }
}
