// Both services on their own servers, the credentials of a request, and whether the services are still healthy.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Neo4jConnection,
  type Service,
  startBackends,
  startPipeline,
  waitUntil,
} from '@ringtrace/tools';

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

interface Line {
  level?: string;
  message?: string;
  status?: number;
  error?: unknown;
}

/** What is wrong, one sentence each; empty when it is healthy. */
export async function ailments(service: Service, fromByte: number): Promise<string[]> {
  const ready = waitUntil(async () => (await fetch(`${service.url}/health/ready`)).ok, {
    timeoutMs: 30_000,
    what: 'it to be ready',
  });
  const health = await ready.then(
    () => [],
    (error: Error) => [`${service.name} is not ready: ${error.message}`],
  );
  return [...health, ...faultsOf(service, fromByte)];
}

export const logLength = (service: Service) => readFileSync(service.logFile).length;

// What a service logs at these levels is its own fault. Text that is not JSON comes from a crash.
function faultsOf(service: Service, fromByte: number): string[] {
  const lines = readFileSync(service.logFile).subarray(fromByte).toString().split('\n');
  const faults = lines.filter((text) => text !== '' && isFault(text));
  const kinds = new Map(faults.map((text) => [text.replace(/\d+/g, ''), text]));
  return [...kinds.values()].slice(0, 5).map((text) => `${service.name} logged ${text.slice(0, 1_000)}`);
}

function isFault(text: string): boolean {
  try {
    const line = JSON.parse(text) as Line;
    return line.level === 'error' || line.level === 'fatal' || (line.status ?? 0) >= 500;
  } catch {
    return true;
  }
}
