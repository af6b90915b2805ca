// Both services on servers of their own, and the one place that knows what a request needs to be let in.
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Neo4jConnection, type Service, startBackends, startPipeline } from '@ringtrace/tools';

export interface FuzzedServices {
  ingestor: Service;
  analyzer: Service;
  kafkaBrokers: string;
  neo4j: Neo4jConnection;
  /** Headers of a request that is allowed everything. */
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
