// From environment variables to a database over TLS. The connection itself is tested in libs/traced-neo4j.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpApp, readConfig } from '@ringtrace/service-shell';
import { type Backends, makeAuthority, startBackends, waitUntil } from '@ringtrace/tools';
import { AppModule } from './app.module.ts';
import { config } from './config.ts';
import { databaseProblem } from './database-problem.ts';
import { openApi } from './openapi.ts';

const folder = mkdtempSync(join(tmpdir(), 'analyzer-security-'));
const file = (name: string) => join(folder, name);

let backends: Backends;
let app: Awaited<ReturnType<typeof createHttpApp>>;
let url: string;

beforeAll(async () => {
  const authority = makeAuthority(folder, 'ca');
  const { certFile, keyFile } = authority.issue('database', { alternativeName: 'IP:127.0.0.1' });
  copyFileSync(certFile, file('server.crt'));
  copyFileSync(keyFile, file('server.key'));
  backends = await startBackends({
    instance: `analyzer-security-${process.pid}`,
    only: ['kafka', 'neo4j'],
    neo4j: {
      settings: {
        'server.bolt.tls_level': 'OPTIONAL',
        'dbms.ssl.policy.bolt.enabled': 'true',
        'dbms.ssl.policy.bolt.base_directory': folder,
        'dbms.ssl.policy.bolt.private_key': 'server.key',
        'dbms.ssl.policy.bolt.public_certificate': 'server.crt',
        'dbms.ssl.policy.bolt.client_auth': 'NONE',
      },
    },
  });
  copyFileSync(makeAuthority(folder, 'stranger-ca').caFile, file('mounted.crt'));
  writeFileSync(file('password'), 'not the password');
  const settings = readConfig(config, {
    KAFKA_BROKERS: backends.kafkaBrokers,
    NEO4J_URI: backends.neo4j.uri.replace('bolt:', 'bolt+s:'),
    NEO4J_CA_FILE: file('mounted.crt'),
    NEO4J_PASSWORD_FILE: file('password'),
    AUTH_MODE: 'none',
    LOG_LEVEL: 'silent',
  });
  app = await createHttpApp({ module: AppModule.with(settings), openApi, problems: [databaseProblem] });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
}, 180_000);

afterAll(async () => {
  await app?.close();
  await backends?.stop({ removeData: true });
  rmSync(folder, { recursive: true, force: true });
});

type Details = Record<'neo4j' | 'graph' | 'rules', { status: string; reason?: string }>;
async function readiness(): Promise<Details> {
  return ((await (await fetch(`${url}/health/ready`)).json()) as { details: Details }).details;
}
const untilReason = (text: string) =>
  waitUntil(async () => (await readiness()).neo4j.reason?.includes(text), { timeoutMs: 20_000, what: text });

it('is live but not ready while certificate or login are rejected, and recovers once the files are fixed', async () => {
  // given the wrong CA and a wrong password
  await untilReason("configure this database's CA file");
  expect((await fetch(`${url}/health/ready`)).status).toBe(503);
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  // when the CA file is fixed
  copyFileSync(file('ca.crt'), file('mounted.crt'));
  // then the password is reported
  await untilReason('check user and password');
  // and when the password file is fixed, too
  writeFileSync(file('password'), `${backends.neo4j.password}\n`);
  // then the graph is prepared and the rules are loaded
  const isUp = async () => {
    const { neo4j, graph, rules } = await readiness();
    return [neo4j, graph, rules].every(({ status }) => status === 'up');
  };
  await waitUntil(isUp, { timeoutMs: 45_000, what: 'the database, the graph and the rules' });
  expect((await fetch(`${url}/v1/verdicts/none`)).status).toBe(404);
});
