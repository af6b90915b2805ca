// What must never change by accident: only loopback, no telemetry, no unlimited query or lock.
import { neo4jConf } from './neo4j-conf.ts';

describe('neo4jConf', () => {
  const lines = neo4jConf('/data', { bolt: 20003 }).split('\n');

  it.each([
    'server.bolt.listen_address=127.0.0.1:20003',
    'server.http.enabled=false',
    'dbms.usage_report.enabled=false',
    'db.transaction.timeout=30s',
    'db.lock.acquisition.timeout=5s',
  ])('%s', (line) => {
    expect(lines).toContain(line);
  });

  it("applies a test's settings", () => {
    const settings = { 'server.bolt.tls_level': 'OPTIONAL', 'db.transaction.timeout': '1s' };
    const changed = neo4jConf('/data', { bolt: 1 }, { settings }).split('\n');
    expect(changed).toEqual(
      expect.arrayContaining(['server.bolt.tls_level=OPTIONAL', 'db.transaction.timeout=1s']),
    );
  });
});
