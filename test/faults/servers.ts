// Kafka, Neo4j and the trace agent. Each server is an instance of its own, so that it can be killed and started again with
// its data. Services reach it through a proxy; three brokers they reach directly.
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { topicSettings } from '@ringtrace/contracts';
import {
  type BackendName,
  type Backends,
  FaultyProxy,
  freePort,
  type KafkaExtras,
  type KafkaListener,
  placesInCluster,
  startBackends,
} from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import neo4j from 'neo4j-driver';

export type ServerName = BackendName | 'kafka2' | 'kafka3';
const backendOf = (name: ServerName): BackendName => (name === 'neo4j' || name === 'agent' ? name : 'kafka');

export interface ServerExtras {
  /** Of the listener that services use. */
  proxied?: Pick<KafkaListener, 'protocol' | 'settings'>;
  kafka?: Omit<KafkaExtras, 'listeners'>;
  neo4j?: Record<string, string>;
}

export const localFolder = (name: string) => fileURLToPath(new URL(`../../.local/${name}`, import.meta.url));

export class Servers {
  readonly run = randomBytes(3).toString('hex');
  /** For certificates and the like. */
  readonly folder = localFolder(`faults-${this.run}`);
  readonly proxies = {} as Record<BackendName, FaultyProxy>;
  private readonly running = {} as Record<ServerName, Backends>;
  private brokerExtras: KafkaExtras[] = [];
  private extras: ServerExtras = {};

  constructor() {
    mkdirSync(this.folder, { recursive: true });
  }

  async startAll(brokers: 1 | 3, extras: ServerExtras): Promise<void> {
    const { proxied = { protocol: 'PLAINTEXT', settings: {} } } = extras;
    this.extras = extras;
    const port = await freePort();
    this.proxies.kafka = await FaultyProxy.to(port);
    const listener = { name: 'PROXIED', port, advertisedPort: this.proxies.kafka.port, ...proxied };
    const listeners = brokers === 1 ? [listener] : [];
    const places = await placesInCluster(brokers);
    this.brokerExtras = places.map((node) => ({ ...extras.kafka, node, listeners }));
    const names: ServerName[] = ['neo4j', 'agent', 'kafka', 'kafka2', 'kafka3'];
    await Promise.all(names.slice(0, 2 + brokers).map((name) => this.up(name)));
    this.proxies.neo4j = await FaultyProxy.inFrontOf(this.running.neo4j.neo4j.uri);
    this.proxies.agent = await FaultyProxy.inFrontOf(this.agentUrl);
  }

  /** `beforeRemoval` is called between the end of the servers and the removal of their data. */
  async stopAll(beforeRemoval: () => void = () => undefined): Promise<void> {
    const names = Object.keys(this.running) as ServerName[];
    for (const name of names) this.signal(name, 'SIGCONT');
    await Promise.all(names.map((name) => this.down(name)));
    beforeRemoval();
    await Promise.all(names.map((name) => this.running[name].stop({ removeData: true })));
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Of all brokers, past the proxy. */
  get brokers(): string {
    const { kafka, kafka2, kafka3 } = this.running;
    return [kafka, kafka2, kafka3].flatMap((server) => server?.kafkaBrokers ?? []).join();
  }

  get agentUrl(): string {
    return this.running.agent.agentUrl;
  }

  /** For the services. */
  get environment(): Record<string, string> {
    const { kafka, neo4j: database, agent } = this.proxies;
    return {
      ...this.running.neo4j.environment,
      KAFKA_BROKERS: this.brokerExtras.length > 1 ? this.brokers : `127.0.0.1:${kafka.port}`,
      NEO4J_URI: database.uri,
      DD_TRACE_AGENT_URL: `http://127.0.0.1:${agent.port}`,
    };
  }

  dataFolder(name: BackendName): string {
    return localFolder(`faults-${name}-${this.run}/data/${name}`);
  }

  async up(name: ServerName, settings: Record<string, string> = {}): Promise<void> {
    const kafka = this.brokerExtras[Number(name.at(-1)) - 1 || 0];
    this.running[name] = await startBackends({
      instance: `faults-${name}-${this.run}`,
      only: [backendOf(name)],
      own: true,
      ...(backendOf(name) === 'kafka' && kafka && { kafka }),
      ...(name === 'neo4j' && { neo4j: { settings: { ...this.extras.neo4j, ...settings } } }),
    });
  }

  /** By SIGTERM, unless it is gone already. */
  async down(name: ServerName): Promise<void> {
    await this.running[name].stop();
  }

  async restart(name: ServerName, settings: Record<string, string> = {}): Promise<void> {
    await this.down(name);
    await this.up(name, settings);
  }

  async killAndRestart(name: ServerName): Promise<void> {
    this.signal(name, 'SIGKILL');
    await this.restart(name);
  }

  signal(name: ServerName, signal: NodeJS.Signals): void {
    try {
      process.kill(this.running[name].pids[backendOf(name)] as number, signal);
    } catch (error) {
      // It is gone already.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  async frozen<T>(name: ServerName, meanwhile: () => Promise<T>): Promise<T> {
    this.signal(name, 'SIGSTOP');
    return meanwhile().finally(() => this.signal(name, 'SIGCONT'));
  }

  /** A client that is none of the services. */
  kafka(): kafkajs.Kafka {
    return new kafkajs.Kafka({ brokers: this.brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
  }

  async withAdmin<T>(use: (admin: kafkajs.Admin) => Promise<T>): Promise<T> {
    const admin = this.kafka().admin();
    await admin.connect();
    return use(admin).finally(() => admin.disconnect());
  }

  /** What it has besides its usual settings. */
  alterTopic(topic: string, special: Record<string, string> = {}) {
    const config = { ...topicSettings[topic]?.config, ...special };
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries }];
    return this.withAdmin((admin) => admin.alterConfigs({ validateOnly: false, resources }));
  }

  async produce(topic: string, messages: kafkajs.Message[]): Promise<void> {
    const producer = this.kafka().producer();
    await producer.connect();
    // One by one: a request of several large ones would be too large itself.
    for (const message of messages) await producer.send({ topic, messages: [message] });
    await producer.disconnect();
  }

  async withDatabase<T>(use: (driver: neo4j.Driver, database: string) => Promise<T>): Promise<T> {
    const { uri, user, password, database } = this.running.neo4j.neo4j;
    const driver = neo4j.driver(uri, neo4j.auth.basic(user, password));
    return use(driver, database).finally(() => driver.close());
  }
}
