// Starts the built services, one alone or both wired to each other: each its own process, as in production, that cannot
// outlive this one.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTopics } from './create-topics.ts';
import { freePort } from './process/free-port.ts';
import { type Background, runBackground } from './process/run-background.ts';
import { probeHttp, untilReady } from './process/until-ready.ts';
import type { Backends } from './servers/addresses.ts';

export type ServiceName = 'ingestor' | 'analyzer';

export interface Service extends Background {
  /** Base URL of its HTTP API, without a trailing slash. */
  url: string;
}

export interface ServiceOptions {
  /** The folder of `<name>.log`, which is appended to. */
  logFolder: string;
  /** Backend addresses and the service's own settings. */
  environment: Record<string, string>;
  /** Default: a free port. */
  port?: number;
  /** Default two minutes, for a cold start on a busy machine. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Restart when a loaded file changes. Default false. */
  watch?: boolean;
}

const checkout = fileURLToPath(new URL('../../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };

/** Resolves when `/health/ready` answers 200; otherwise rejects with the end of its log. */
export async function startService(name: ServiceName, options: ServiceOptions): Promise<Service> {
  const {
    logFolder,
    environment,
    port = await freePort(),
    timeoutMs = 120_000,
    signal,
    watch = false,
  } = options;
  signal?.throwIfAborted();
  const main = join('services', name, 'dist', 'main.js');
  const background = await runBackground(
    name,
    process.execPath,
    [
      ...(watch ? ['--watch', '--watch-preserve-output'] : []),
      '--import',
      '@ringtrace/telemetry/start',
      main,
    ],
    {
      logFile: join(logFolder, `${name}.log`),
      cwd: checkout,
      env: {
        DD_SERVICE: name,
        DD_ENV: 'local',
        DD_VERSION: version,
        DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
        HOST: '127.0.0.1',
        ...environment,
        PORT: String(port),
      },
    },
  );
  const service = { ...background, url: `http://127.0.0.1:${port}` };
  try {
    await untilReady(service, () => probeHttp(`${service.url}/health/ready`), {
      timeoutMs,
      ...(signal && { signal }),
    });
    return service;
  } catch (error) {
    await service.stop('SIGKILL');
    throw error;
  }
}

export interface PipelineOptions {
  logFolder: string;
  /** Merged over the settings of both services. Authentication is off by default. */
  environment?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Pipeline {
  ingestor: Service;
  analyzer: Service;
  /** Sends SIGTERM to both, ingestor first. What was accepted but not judged is judged after the next start. */
  stop(): Promise<void>;
}

/** Creates the topics, then resolves when both services are ready. If one fails, both are stopped. */
export async function startPipeline(
  backends: Pick<Backends, 'kafkaBrokers' | 'environment'>,
  { logFolder, environment = {}, signal }: PipelineOptions,
): Promise<Pipeline> {
  await createTopics(backends.kafkaBrokers);
  // No authentication and no rate limit, unless the caller sets them.
  const open = { AUTH_MODE: 'none', RATE_LIMIT_PER_MINUTE: '0' };
  const analyzerPort = await freePort();
  const failed = new AbortController();
  const shared = { logFolder, signal: AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]) };
  const starts = [
    startService('ingestor', {
      ...shared,
      environment: {
        ...backends.environment,
        ...open,
        TOKEN_KEY_ID: 'k1',
        // Random per start: identifiers of different runs never match, even in a shared database.
        TOKEN_KEY: randomBytes(32).toString('base64'),
        VERDICTS_BASE_URL: `http://127.0.0.1:${analyzerPort}`,
        ...environment,
      },
    }),
    startService('analyzer', {
      ...shared,
      port: analyzerPort,
      environment: { ...backends.environment, ...open, ...environment },
    }),
  ] as const;
  const [ingestor, analyzer] = await bothOrNone(starts, () => failed.abort());
  const stop = async () => {
    await ingestor.stop();
    await analyzer.stop();
  };
  return { ingestor, analyzer, stop };
}

// Reports the first failure and aborts the other start at once.
async function bothOrNone(
  starts: readonly [Promise<Service>, Promise<Service>],
  giveUp: () => void,
): Promise<[Service, Service]> {
  try {
    return await Promise.all(starts);
  } catch (error) {
    giveUp();
    const settled = await Promise.allSettled(starts);
    await Promise.all(
      settled.map((start) => (start.status === 'fulfilled' ? start.value.stop() : undefined)),
    );
    throw error;
  }
}
