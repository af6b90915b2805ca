// The settings of the single Neo4j server.
import type { Ports } from './backend-names.ts';

/** What a TLS test needs besides our settings. */
export interface Neo4jExtras {
  /** Settings that override ours. Plain bolt must stay open, because the readiness probe uses it. */
  settings: Record<string, string>;
}

export function neo4jConf(
  folder: string,
  ports: Pick<Ports, 'bolt'>,
  { settings: more }: Neo4jExtras = { settings: {} },
): string {
  const settings: Record<string, string> = {
    'server.default_listen_address': '127.0.0.1',
    'server.bolt.listen_address': `127.0.0.1:${ports.bolt}`,
    'server.bolt.advertised_address': `127.0.0.1:${ports.bolt}`,
    // Only bolt is used, and the jars do not include the browser.
    'server.http.enabled': 'false',
    'server.https.enabled': 'false',
    'server.directories.data': `${folder}/data`,
    'server.directories.logs': `${folder}/logs`,
    'server.memory.pagecache.size': '512m',
    // No query may hold locks, or wait for them, longer than this.
    'db.transaction.timeout': '30s',
    // How often timeouts are checked. The default of 2 s is coarser than a rule's budget.
    'db.transaction.monitor.check.interval': '200ms',
    'db.lock.acquisition.timeout': '5s',
    // Otherwise every database starts with 256 MiB of empty transaction log.
    'db.tx_log.preallocate': 'false',
    'dbms.usage_report.enabled': 'false',
    'server.bolt.telemetry.enabled': 'false',
    // Databases are already closed when these waits begin. The defaults add ten idle seconds to every stop.
    'internal.server.bolt.thread_pool_shutdown_wait_time': '200ms',
    'internal.server.bolt.connection_shutdown_wait_time': '200ms',
    ...more,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
