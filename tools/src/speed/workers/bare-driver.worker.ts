// The upper limit: replays an analyzer's statements with the driver alone. No Kafka, no Nest, no tracing.
import { readFileSync } from 'node:fs';
import neo4j from 'neo4j-driver';
import { fromLine, type SentStatement } from '../statements/recording.ts';
import { connectNeo4j, send } from './connect-neo4j.ts';
import { serveJobs } from './serve-jobs.ts';

const driver = connectNeo4j();
const toInteger = (low: number, high: number) => new neo4j.Integer(low, high);
let statements: SentStatement[] = [];

serveJobs({
  /** Reads the statements, with another marker, before the measurement. */
  load: async ({ file, from, to }: { file: string; from: string; to: string }) => {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    statements = lines.map((line) => fromLine(line, { from, to }, toInteger));
    await driver.verifyConnectivity();
    return statements.length;
  },
  /** Sends them all. Resolves with the seconds from the first to the end of the last. */
  run: async () => {
    const beginMs = performance.now();
    await sendAll();
    return (performance.now() - beginMs) / 1_000;
  },
});

// With the same concurrency as the analyzer.
async function sendAll(): Promise<void> {
  const inFlight = new Map<number, Promise<unknown>>();
  for (const [number, statement] of statements.entries()) {
    const beside = new Set(statement.beside);
    await Promise.all([...inFlight].flatMap(([other, sent]) => (beside.has(other) ? [] : [sent])));
    const sent = send(driver, statement).finally(() => inFlight.delete(number));
    inFlight.set(number, sent);
  }
  await Promise.all(inFlight.values());
}
