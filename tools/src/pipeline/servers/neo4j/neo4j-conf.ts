// The settings of the one Neo4j server.
import type { Ports } from '../backend-names.ts';

/** What a test of TLS wants of the server beside what is below. */
export type Neo4jExtras = {
  /** Settings of the server, over ours. Bolt has to stay open in clear too: that is how the start is watched. */
  settings: Record<string, string>;
};

export function neo4jConf(
  folder: string,
  ports: Pick<Ports, 'bolt'>,
  { settings: more }: Neo4jExtras = { settings: {} },
): string {
  const settings: Record<string, string> = {
    'server.default_listen_address': '127.0.0.1',
    'server.bolt.listen_address': `127.0.0.1:${ports.bolt}`,
    'server.bolt.advertised_address': `127.0.0.1:${ports.bolt}`,
    // Bolt is all that is used, and the browser is not among the jars.
    'server.http.enabled': 'false',
    'server.https.enabled': 'false',
    'server.directories.data': `${folder}/data`,
    'server.directories.logs': `${folder}/logs`,
    'server.memory.pagecache.size': '512m',
    // No query of this system may hold locks or wait for them longer.
    'db.transaction.timeout': '30s',
    // How often it looks: the default of 2 s is coarser than a rule's budget.
    'db.transaction.monitor.check.interval': '200ms',
    'db.lock.acquisition.timeout': '5s',
    // Otherwise every database starts with 256 MiB of empty log.
    'db.tx_log.preallocate': 'false',
    'dbms.usage_report.enabled': 'false',
    'server.bolt.telemetry.enabled': 'false',
    // Databases are closed before these waits begin; with the defaults a stop takes ten idle seconds more.
    'internal.server.bolt.thread_pool_shutdown_wait_time': '200ms',
    'internal.server.bolt.connection_shutdown_wait_time': '200ms',
    ...more,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
