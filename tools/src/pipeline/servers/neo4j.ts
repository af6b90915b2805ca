// Neo4j Community as one Java process.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import neo4j from 'neo4j-driver';
import { GiveUp } from '../process/wait-until.ts';
import { localNeo4j } from './addresses.ts';
import type { Neo4jConnection } from './backend-names.ts';
import { cacheEntry } from './cache.ts';
import { javaCommand, mavenJars } from './java.ts';
import { neo4jVersion, type Server } from './server.ts';
import { neo4jConf } from './server-settings.ts';

const pom = fileURLToPath(new URL('../../../servers/neo4j/pom.xml', import.meta.url));
const title = `Neo4j ${neo4jVersion}`;
const entry = () => cacheEntry('neo4j', neo4jVersion, pom);

// The packages that Neo4j's own start script opens, for its memory access and the Cypher compiler.
const openedPackages = ['java.nio', 'java.io', 'sun.nio.ch', 'java.lang', 'java.util.concurrent'];

export const neo4jServer: Server = {
  name: 'neo4j',
  title,
  ports: ['bolt'],
  isFetched: () => existsSync(entry()),
  fetch: ({ children, paths, progress }) =>
    mavenJars({ title, pom, entry: entry(), aboutJars: 213 }, children, paths.log('neo4j-fetch'), progress),
  async launch(jars, { paths, ports, children, neo4j }) {
    const folder = paths.data('neo4j');
    mkdirSync(join(folder, 'conf'), { recursive: true });
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    writeFileSync(join(folder, 'conf', 'neo4j.conf'), neo4jConf(folder, ports, neo4j));
    const args = [
      '-Xms1g',
      '-Xmx1g',
      // Only the quick compiler: these servers live for minutes, and the full one would spend most of that compiling
      // (measured over the pipeline's first 3,000 transactions: 11.7 versus 21.5 CPU seconds).
      '-XX:TieredStopAtLevel=1',
      `-Djava.io.tmpdir=${join(folder, 'tmp')}`,
      ...openedPackages.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
      '-cp',
      join(jars, '*'),
      'org.neo4j.server.CommunityEntryPoint',
      `--home-dir=${folder}`,
      `--config-dir=${join(folder, 'conf')}`,
      '--console-mode',
    ];
    return children.start(title, javaCommand(), args, { logFile: paths.log('neo4j'), graceMs: 20_000 });
  },
  probe: ({ ports, neo4jPassword }) => probeOrSetPassword(localNeo4j(ports, neo4jPassword)),
};

/**
 * Throws until the server accepts the instance's password. A new server gets that password first, because it refuses
 * every other statement until its initial one is changed. Idempotent, also after a crash.
 */
export async function probeOrSetPassword(connection: Neo4jConnection): Promise<void> {
  try {
    await probeNeo4j(connection);
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
    await setFirstPassword(connection).catch((cause: unknown) => {
      if (!isUnauthorized(cause)) throw cause;
      throw new GiveUp('its data has a different password than state.json; start again with --fresh', {
        cause,
      });
    });
    await probeNeo4j(connection);
  }
}

function setFirstPassword({ password, ...connection }: Neo4jConnection): Promise<void> {
  const first = { ...connection, password: 'neo4j', database: 'system' };
  return runOnce(first, "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password", { password });
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'Neo.ClientError.Security.Unauthorized';
}

/** Throws unless the database answers a query with these credentials. */
export function probeNeo4j(connection: Neo4jConnection): Promise<void> {
  return runOnce(connection, 'RETURN 1', {});
}

export async function runOnce(
  { uri, user, password, database }: Neo4jConnection,
  statement: string,
  parameters: Record<string, unknown>,
): Promise<void> {
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password), {
    connectionTimeout: 2_000,
    connectionAcquisitionTimeout: 5_000,
    maxTransactionRetryTime: 0,
    telemetryDisabled: true,
  });
  const session = driver.session({ database });
  try {
    await session.run(statement, parameters);
  } finally {
    await session.close();
    await driver.close();
  }
}
