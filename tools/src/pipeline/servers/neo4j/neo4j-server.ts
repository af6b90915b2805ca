// Neo4j Community as one Java process.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheEntry } from '../fetch/cache.ts';
import { mavenJars } from '../fetch/maven-jars.ts';
import { javaCommand } from '../java-command.ts';
import type { Server } from '../server.ts';
import { NEO4J_VERSION } from '../versions.ts';
import { localNeo4j } from './connection.ts';
import { neo4jConf } from './neo4j-conf.ts';
import { probeOrSetPassword } from './set-password.ts';

const pom = fileURLToPath(new URL('../../../../servers/neo4j/pom.xml', import.meta.url));
const title = `Neo4j ${NEO4J_VERSION}`;
const entry = () => cacheEntry('neo4j', NEO4J_VERSION, pom);

// What Neo4j's own start script opens to its memory access and to the Cypher compiler.
const OPENED = ['java.nio', 'java.io', 'sun.nio.ch', 'java.lang', 'java.util.concurrent'];

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
      // The quick compiler only: these servers live for minutes, most of which the other one would spend compiling
      // (measured over the first 3,000 transactions of the pipeline: 11.7 against 21.5 seconds of CPU).
      '-XX:TieredStopAtLevel=1',
      `-Djava.io.tmpdir=${join(folder, 'tmp')}`,
      ...OPENED.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
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
