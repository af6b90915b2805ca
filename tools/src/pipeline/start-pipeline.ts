// Starts both services on given backends, wired to each other.
import { randomBytes } from 'node:crypto';
import { createTopics } from './create-topics.ts';
import { freePort } from './process/free-port.ts';
import type { Backends } from './servers/addresses.ts';
import { type Service, startService } from './start-service.ts';

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
