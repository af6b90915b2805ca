// The bare driver, with the analyzer's settings.
import neo4j, { type Driver } from 'neo4j-driver';
import type { Query } from '../statements/analyzer-statements.ts';

export function connectNeo4j(): Driver {
  const { NEO4J_URI = '', NEO4J_USER = '', NEO4J_PASSWORD = '' } = process.env;
  return neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USER, NEO4J_PASSWORD), {
    disableLosslessIntegers: true,
    disableAutoCommitRetries: true,
    notificationFilter: { minimumSeverityLevel: 'OFF' },
    telemetryDisabled: true,
    maxConnectionPoolSize: 10,
  });
}

export interface Sent extends Omit<Query, 'name'> {
  timeoutMs?: number;
  write?: boolean;
}

/** Runs one auto-commit statement and returns all rows as plain objects. */
export async function send(driver: Driver, { text, parameters, timeoutMs, write = true }: Sent) {
  const session = driver.session({
    database: 'neo4j',
    defaultAccessMode: write ? neo4j.session.WRITE : neo4j.session.READ,
    fetchSize: -1,
  });
  try {
    const { records } = await session.run(text, parameters, timeoutMs ? { timeout: timeoutMs } : {});
    return records.map((record) => record.toObject());
  } finally {
    await session.close();
  }
}

/** As `send`, with immediate retries of retriable errors: concurrent statements may deadlock. */
export async function sendWithRetries(driver: Driver, query: Sent) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(driver, query);
    } catch (error) {
      if (!(error as { retriable?: boolean }).retriable || attempt === 10) throw error;
    }
  }
}
