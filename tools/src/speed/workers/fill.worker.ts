// Writes history into the graph as the analyzer would, but in large batches and without Kafka.

import { PaymentStream, type StreamOptions } from '../../traffic/endless/payment-stream.ts';
import { toEvent } from '../../traffic/endless/stream-wire.ts';
import { schema, writesOf } from '../statements/analyzer-statements.ts';
import { connectNeo4j, send, sendWithRetries } from './connect-neo4j.ts';
import { serveJobs } from './serve-jobs.ts';

const batchSize = 2_000;
const driver = connectNeo4j();
let stream: PaymentStream;

serveJobs({
  /** Begins a stream and creates the schema. */
  begin: async (options: StreamOptions) => {
    stream = new PaymentStream(options);
    for (const statement of schema) await send(driver, statement);
  },
  /** Stores the next `count` payments. */
  store: async ({ count }: { count: number }) => {
    for (let done = 0; done < count; done += batchSize) {
      const transactions = stream.take(Math.min(batchSize, count - done)).map(toEvent);
      for (const query of writesOf(transactions)) await sendWithRetries(driver, query);
    }
  },
  /** Counts the transactions of a marker in the graph, and their findings. */
  count: async ({ marker }: { marker: string }) => {
    const text = `
      MATCH (t:Transaction) WHERE t.id STARTS WITH $marker
      OPTIONAL MATCH (f:Finding)-[:INVOLVES]->(t)
      RETURN count(DISTINCT t) AS transactions, count(DISTINCT f) AS findings`;
    const [row] = await send(driver, { text, parameters: { marker: `${marker}-` }, write: false });
    return row;
  },
});
