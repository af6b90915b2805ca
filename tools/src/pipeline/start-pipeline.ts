// Both services on given backends, wired to each other.
import { randomBytes } from 'node:crypto';
import { createTopics } from './create-topics.ts';
import { freePort } from './process/free-port.ts';
import type { Backends } from './servers/backends.ts';
import { type Service, startService } from './start-service.ts';

export interface PipelineOptions {
  logFolder: string;
  /** Added over the settings of both services. Without a word on it there, authentication is off. */
  environment?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Pipeline {
  ingestor: Service;
  analyzer: Service;
  /** Ends both with SIGTERM, in the order of the flow, so that what was accepted is still judged by the next start. */
  stop(): Promise<void>;
}

/** Creates the topics, then resolves when both services are ready. If one fails, none is left. */
export async function startPipeline(
  backends: Pick<Backends, 'kafkaBrokers' | 'environment'>,
  { logFolder, environment = {}, signal }: PipelineOptions,
): Promise<Pipeline> {
  await createTopics(backends.kafkaBrokers);
  // As fast as whoever starts it likes.
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
        // New with every start: identifiers of different runs never join, even in a database that both share.
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

// The failure that came first is the one to tell; the other start then ends at once.
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
