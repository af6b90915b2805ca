// TLS, client certificates, logins and ACLs on a real broker that requires them. The application under test is
// secured.fixture.ts, in its own process, so that its whole log can be searched for secrets.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Backends,
  type Background,
  freePort,
  type KafkaListener,
  keystoreOf,
  makeAuthority,
  readSpans,
  runBackground,
  startBackends,
  type TestAuthority,
  waitUntil,
} from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import type { TracedKafkaOptions } from '../traced-kafka.module.ts';
import type { KafkaSasl, KafkaTls } from './kafka-security.ts';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } =
  kafkajs;
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const run = `s${randomBytes(4).toString('hex')}`;
const folder = mkdtempSync(join(tmpdir(), `${run}-`));
const file = (name: string) => join(folder, name);
const passwords = { orders: randomBytes(18).toString('hex'), stranger: randomBytes(18).toString('hex') };
const wrongPassword = randomBytes(18).toString('hex');

let backends: Backends;
let listeners: KafkaListener[];
let ports: { mtls: number; sasl: number };
const running: Background[] = [];

const startBroker = () =>
  startBackends({
    instance: `${run}-kafka`,
    only: ['kafka', 'agent'],
    kafka: {
      listeners,
      scramUsers: passwords,
      settings: {
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS',
      },
    },
  });

/** Replaces the files of the broker and of this client with those of this authority. */
function useAuthority(authority: TestAuthority, { broker = true, client = true } = {}): void {
  if (broker) {
    writeFileSync(
      file('broker.pem'),
      keystoreOf(authority.issue('broker', { alternativeName: 'IP:127.0.0.1' })),
    );
    copyFileSync(authority.caFile, file('clients-ca.crt'));
  }
  if (!client) return;
  const { certFile, keyFile } = authority.issue('orders');
  copyFileSync(authority.caFile, file('ca.crt'));
  copyFileSync(certFile, file('user.crt'));
  copyFileSync(keyFile, file('user.key'));
}

const clientTls = (): KafkaTls => ({
  caFile: file('ca.crt'),
  certFile: file('user.crt'),
  keyFile: file('user.key'),
});
const overTls = (tls: KafkaTls = clientTls()) => ({ brokers: [`127.0.0.1:${ports.mtls}`], tls });
const overSasl = (
  username: string,
  passwordFile: string,
  mechanism: KafkaSasl['mechanism'] = 'scram-sha-512',
) => ({
  brokers: [`127.0.0.1:${ports.sasl}`],
  tls: { caFile: file('ca.crt') },
  sasl: { mechanism, username, passwordFile },
});

function passwordFile(name: string, password: string): string {
  writeFileSync(file(name), `${password}\n`);
  return file(name);
}

async function startFixture(
  name: string,
  connection: Pick<TracedKafkaOptions, 'brokers' | 'tls' | 'sasl'>,
): Promise<Background> {
  const start = fileURLToPath(new URL('../../dist/client/secured.fixture.js', import.meta.url));
  const fixture = await runBackground(
    name,
    process.execPath,
    ['--import', '@ringtrace/telemetry/start', start],
    {
      cwd: root,
      logFile: `${root}.local/test-logs/${run}-${name}.log`,
      env: {
        ...backends.environment,
        TOPIC: run,
        GROUP: `${run}-${name}`,
        DD_SERVICE: `${run}-${name}`,
        CONNECTION: JSON.stringify(connection),
      },
    },
  );
  running.push(fixture);
  return fixture;
}

interface Line {
  health?: string;
  received?: number;
}
const linesOf = (fixture: Background): Line[] =>
  readFileSync(fixture.logFile, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
const lastHealth = (fixture: Background) => linesOf(fixture).findLast((line) => line.health)?.health;
const receivedBy = (fixture: Background) =>
  linesOf(fixture).filter((line) => line.received !== undefined).length;

async function untilHealth(fixture: Background, text: string): Promise<void> {
  await waitUntil(() => lastHealth(fixture)?.includes(text), { timeoutMs: 45_000, what: `health: ${text}` });
}

/** Ready, and receiving records that it sends from now on. */
async function untilWorking(fixture: Background): Promise<void> {
  await untilHealth(fixture, 'up');
  const before = receivedBy(fixture);
  await waitUntil(() => receivedBy(fixture) > before + 2, { timeoutMs: 45_000, what: 'records' });
}

beforeAll(async () => {
  execFileSync('npx', ['tsc', '-b', 'libs/traced-kafka'], { cwd: root, stdio: 'inherit' });
  ports = { mtls: await freePort(), sasl: await freePort() };
  useAuthority(makeAuthority(folder, 'first-ca'));
  const keystore = { 'ssl.keystore.type': 'PEM', 'ssl.keystore.location': file('broker.pem') };
  listeners = [
    {
      name: 'MTLS',
      port: ports.mtls,
      protocol: 'SSL',
      settings: {
        ...keystore,
        'ssl.client.auth': 'required',
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.location': file('clients-ca.crt'),
      },
    },
    {
      name: 'SASL',
      port: ports.sasl,
      protocol: 'SASL_SSL',
      settings: {
        ...keystore,
        'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
        'plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_orders="${passwords.orders}";`,
        'scram-sha-256.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
        'scram-sha-512.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
      },
    },
  ];
  backends = await startBroker();
  await prepareTopicsAndRights();
}, 120_000);

/** Exactly the rights that the library's README lists. */
async function prepareTopicsAndRights(): Promise<void> {
  const kafka = new Kafka({ brokers: backends.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: run, numPartitions: 1 }] });
  const right = (principal: string, resourceType: number, operation: number) => ({
    principal,
    resourceType,
    resourceName: run,
    resourcePatternType:
      resourceType === AclResourceTypes.GROUP ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    host: '*',
    operation,
    permissionType: AclPermissionTypes.ALLOW,
  });
  const { GROUP, TOPIC } = AclResourceTypes;
  await admin.createAcls({
    acl: ['User:orders', 'User:CN=orders'].flatMap((principal) => [
      right(principal, TOPIC, AclOperationTypes.READ),
      right(principal, TOPIC, AclOperationTypes.WRITE),
      right(principal, GROUP, AclOperationTypes.READ),
    ]),
  });
  await admin.disconnect();
}

afterAll(async () => {
  await Promise.all(running.map((fixture) => fixture.stop()));
  await backends?.stop({ removeData: true });
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

afterEach(async () => {
  const secrets = [...Object.values(passwords), wrongPassword, 'PRIVATE KEY', 'BEGIN CERTIFICATE'];
  for (const fixture of running.splice(0)) {
    // whatever the test did, the process is still alive and stops gracefully
    expect((await fixture.stop('SIGTERM', 15_000)).code).toBe(0);
    const log = readFileSync(fixture.logFile, 'utf8');
    const spans = (await readSpans(backends.agentUrl)).filter(
      (span) => span.service === `${run}-${fixture.name}`,
    );
    expect(spans.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(log + JSON.stringify(spans)).not.toContain(secret);
  }
});

describe('a client of a broker that requires client certificates', () => {
  it('produces and consumes', async () => {
    await untilWorking(await startFixture('mtls', overTls()));
  });

  it('is not ready and says why when it does not trust the broker’s CA, and recovers when the file is fixed', async () => {
    // given
    copyFileSync(makeAuthority(folder, 'stranger-ca').caFile, file('other.crt'));
    const fixture = await startFixture('wrong-ca', overTls({ ...clientTls(), caFile: file('other.crt') }));
    await untilHealth(fixture, "configure this broker's CA file");
    // when
    copyFileSync(file('ca.crt'), file('other.crt'));
    // then
    await untilWorking(fixture);
  });

  it.each<[string, () => KafkaTls]>([
    ['no certificate', () => ({ caFile: file('ca.crt') })],
    [
      'a certificate of another CA',
      () => ({ caFile: file('ca.crt'), ...makeAuthority(folder, 'unknown-ca').issue('orders') }),
    ],
  ])('is not ready and says why when it has %s', async (name, tls) => {
    const fixture = await startFixture(`cert-${name.replaceAll(' ', '-')}`, overTls(tls()));
    await untilHealth(
      fixture,
      'the broker rejects this client because its certificate is missing or invalid',
    );
  });
});

describe('a client that is misconfigured', () => {
  it.each<[string, () => Pick<TracedKafkaOptions, 'brokers' | 'tls' | 'sasl'>]>([
    ['no TLS', () => ({ brokers: overTls().brokers })],
    ['no login', () => ({ ...overSasl('orders', file('any')), sasl: undefined })],
    ['TLS on a plain-text port', () => ({ ...overTls(), brokers: backends.kafkaBrokers.split(',') })],
  ])('(%s) is not ready and says what may be missing', async (name, connection) => {
    const fixture = await startFixture(name.replaceAll(' ', '-').toLowerCase(), connection());
    await untilHealth(fixture, 'check whether this port requires TLS or a login');
  });
});

describe('a client of a broker that requires a login', () => {
  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'produces and consumes (%s)',
    async (mechanism) => {
      const connection = overSasl('orders', passwordFile('right', passwords.orders), mechanism);
      await untilWorking(await startFixture(mechanism, connection));
    },
  );

  it('is not ready and says why when its password is wrong, and recovers when the file is fixed', async () => {
    // given
    const path = passwordFile('fixed', wrongPassword);
    const fixture = await startFixture('wrong-password', overSasl('orders', path));
    await untilHealth(fixture, 'rejects the login');
    // when
    passwordFile('fixed', passwords.orders);
    // then
    await untilWorking(fixture);
  });

  it('is not ready and says which right is missing when its user has none', async () => {
    const fixture = await startFixture(
      'stranger',
      overSasl('stranger', passwordFile('own', passwords.stranger)),
    );
    await untilHealth(fixture, 'denies this client access to');
  });
});

describe('certificate rotation', () => {
  it('replaces the CA without a restart of the client', async () => {
    // given working clients of the first CA
    const clients = [
      await startFixture('rotate-mtls', overTls()),
      await startFixture('rotate-login', overSasl('orders', passwordFile('right', passwords.orders))),
    ];
    for (const client of clients) await untilWorking(client);
    // when the broker restarts with certificates of another CA
    const next = makeAuthority(folder, 'next-ca');
    useAuthority(next, { client: false });
    await backends.stop();
    backends = await startBroker();
    for (const client of clients) await untilHealth(client, "configure this broker's CA file");
    // and then the clients' files are swapped too
    useAuthority(next, { broker: false });
    // then the same processes work again
    for (const client of clients) await untilWorking(client);
  }, 150_000);
});
