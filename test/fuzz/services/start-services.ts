// Both services on their own servers, and the one place that knows the credentials of a request.
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Service, startPipeline } from '@ringtrace/bench';
import { type Neo4jConnection, startBackends } from '@ringtrace/local';

export interface FuzzedServices {
  ingestor: Service;
  analyzer: Service;
  kafkaBrokers: string;
  neo4j: Neo4jConnection;
  /** Headers of a request that may do everything. */
  credentials: Record<string, string>;
  stop(): Promise<void>;
}

export async function startServices(): Promise<FuzzedServices> {
  const run = randomBytes(3).toString('hex');
  const logFolder = fileURLToPath(new URL(`../../../.local/fuzz/services-${run}`, import.meta.url));
  const backends = await startBackends({ instance: `fuzz-${run}`, only: ['kafka', 'neo4j'] });
  const stopBackends = () => backends.stop({ removeData: true });
  try {
    const { ingestor, analyzer, stop } = await startPipeline(backends, { logFolder });
    return {
      ingestor,
      analyzer,
      kafkaBrokers: backends.kafkaBrokers,
      neo4j: backends.neo4j,
      credentials: {},
      stop: async () => {
        await stop();
        await stopBackends();
      },
    };
  } catch (error) {
    await stopBackends();
    throw error;
  }
}
