// The services that faults are injected into, on servers of their own, and what can be asked of them.
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  collectOutcomes,
  createTopics,
  freePort,
  type Outcomes,
  type Service,
  type ServiceName,
  startService,
  waitUntil,
} from '@ringtrace/tools';
import type { Load } from './load.ts';
import { localFolder, type ServerExtras, Servers } from './servers.ts';

/** What a group of rows needs instead of one broker and one database in plain text. */
export interface StageKind {
  brokers?: 1 | 3;
  /** Before the servers start. */
  prepare?(servers: Servers): ServerExtras;
  /** Of the services, once the servers run. */
  environment?(servers: Servers): Promise<Record<string, string>>;
  /** After the servers have ended. */
  cleanUp?(servers: Servers): void;
}

/** For NODE_OPTIONS of a service. */
export const preload = (name: string) =>
  `--import=${fileURLToPath(new URL(`./preload/${name}.ts`, import.meta.url))}`;

export class Stage {
  readonly kind: StageKind;
  readonly servers = new Servers();
  readonly run = this.servers.run;
  readonly analyzers: Service[] = [];
  ingestor!: Service;
  outcomes!: Outcomes;
  private readonly ingestorPort = freePort();
  private environment: Record<string, string> = {
    // Tokens must stay the same when an ingestor is restarted.
    TOKEN_KEY: randomBytes(32).toString('base64'),
    AUTH_MODE: 'none',
    RATE_LIMIT_PER_MINUTE: '0',
  };

  constructor(kind: StageKind) {
    this.kind = kind;
  }

  async start(): Promise<void> {
    const { brokers = 1, prepare, environment } = this.kind;
    await this.servers.startAll(brokers, prepare?.(this.servers) ?? {});
    await createTopics(this.servers.brokers);
    Object.assign(this.environment, this.servers.environment, await environment?.(this.servers));
    await Promise.all([this.startIngestor(), this.startAnalyzer()]);
    this.outcomes = await collectOutcomes(this.servers.brokers);
  }

  async stop(): Promise<void> {
    await this.outcomes?.stop();
    await Promise.all([this.ingestor, ...this.analyzers].map((service) => service?.stop()));
    await this.servers.stopAll(() => this.kind.cleanUp?.(this.servers));
  }

  async startIngestor(environment: Record<string, string> = {}): Promise<void> {
    this.ingestor = await this.startService('ingestor', environment);
  }

  async restartIngestor(signal: NodeJS.Signals, environment: Record<string, string> = {}): Promise<void> {
    await this.ingestor.stop(signal, 30_000);
    await this.startIngestor(environment);
  }

  /** The first analyzer runs from the start; others are up to a fault. */
  async startAnalyzer(environment: Record<string, string> = {}): Promise<Service> {
    const analyzer = await this.startService('analyzer', environment);
    this.analyzers.push(analyzer);
    return analyzer;
  }

  get analyzer(): Service {
    return this.analyzers[0] as Service;
  }

  async stopAnalyzer(signal: NodeJS.Signals, analyzer = this.analyzer) {
    this.analyzers.splice(this.analyzers.indexOf(analyzer), 1);
    return analyzer.stop(signal, 30_000);
  }

  async restartAnalyzer(signal: NodeJS.Signals, environment: Record<string, string> = {}): Promise<void> {
    await this.stopAnalyzer(signal);
    await this.startAnalyzer(environment);
  }

  /** Starts one that dies at this step of a batch; maybe before anybody sees it ready. */
  async crash(name: ServiceName, at: string): Promise<void> {
    const environment = { NODE_OPTIONS: preload('crash'), CRASH_AT: at };
    const doomed = await this.startService(name, environment).catch((error: Error) => error);
    let end = String(doomed);
    if (!(doomed instanceof Error)) {
      void doomed.exited.then(({ code, signal }) => {
        end = `${signal ?? code}`;
      });
      await this.until('the crash', () => end !== String(doomed)).finally(() => doomed.stop('SIGKILL'));
    }
    if (!end.includes('SIGKILL')) throw new Error(`it did not crash: ${end}`);
  }

  post(path: string, body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(`${this.ingestor.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** What clients must get as soon as payments cannot be stored: a 503 that says when to come back. */
  async expect503(load: Load): Promise<string> {
    const [request] = load.requests.values();
    await this.until('503 with Retry-After', async () => {
      const { status, headers } = await this.post('/v1/transactions', request);
      return status === 503 && headers.has('retry-after');
    });
    return '503 with Retry-After';
  }

  async status(name: ServiceName, path = '/health/ready'): Promise<number> {
    return (await fetch(`${this[name].url}${path}`, { signal: AbortSignal.timeout(5_000) })).status;
  }

  async untilReady(...names: ServiceName[]): Promise<void> {
    for (const name of names)
      await this.until(`${name} ready`, async () => (await this.status(name)) === 200);
  }

  async untilNotReady(...names: ServiceName[]): Promise<void> {
    for (const name of names)
      await this.until(`${name} not ready`, async () => (await this.status(name)) === 503);
  }

  until(what: string, condition: () => boolean | Promise<boolean>, timeoutMs = 120_000): Promise<boolean> {
    return waitUntil(condition, { timeoutMs, what });
  }

  /** Of the analyzer; adds up all series. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.analyzer.url}/metrics`)).text();
    const values = [...text.matchAll(new RegExp(`^${name}(?:{.*})? (\\S+)$`, 'gm'))];
    return values.reduce((sum, [, value]) => sum + Number(value), 0);
  }

  /** What the analyzers log from now on. */
  watchLog(): () => string {
    const { logFile } = this.analyzer;
    const from = statSync(logFile).size;
    return () => readFileSync(logFile).subarray(from).toString();
  }

  private async startService(name: ServiceName, environment: Record<string, string>): Promise<Service> {
    return startService(name, {
      // Other work on the machine may make the planning of rules slow.
      timeoutMs: 300_000,
      logFolder: localFolder(`test-logs/faults-${this.run}`),
      environment: { ...this.environment, ...environment },
      ...(name === 'ingestor' && { port: await this.ingestorPort }),
    });
  }
}
