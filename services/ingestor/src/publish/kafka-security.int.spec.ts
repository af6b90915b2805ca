// Connects, as configured by environment variables, to a broker that requires TLS and SASL. The connection itself is tested
// in libs/traced-kafka.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topics } from '@ringtrace/contracts';
import { readConfig } from '@ringtrace/service-shell';
import { type Backends, freePort, startBackends, waitUntil } from '@ringtrace/tools';
import { KafkaClientClass } from '@ringtrace/traced-kafka';
import { createApp } from '../app.ts';
import { config } from '../config.ts';

const folder = mkdtempSync(join(tmpdir(), 'ingestor-security-'));
const file = (name: string) => join(folder, name);
const password = `p${process.pid}${Date.now()}`;
const transaction = {
  id: `secured-${process.pid}`,
  occurredAt: '2026-08-01T12:00:00Z',
  amountMinor: 100,
  currency: 'EUR',
  type: 'transfer',
  payer: { accountId: 'a' },
  payee: { accountId: 'b' },
};

let backends: Backends;
let app: Awaited<ReturnType<typeof createApp>>;
let url: string;

beforeAll(async () => {
  const subject = ['-subj', '/CN=broker', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    file('broker.key'),
  ];
  const command = ['req', '-x509', ...key, '-out', file('ca.crt'), '-days', '1', ...subject];
  execFileSync('openssl', command, { stdio: 'ignore' });
  writeFileSync(
    file('broker.pem'),
    readFileSync(file('broker.key'), 'utf8') + readFileSync(file('ca.crt'), 'utf8'),
  );
  const port = await freePort();
  backends = await startBackends({
    instance: `ingestor-security-${process.pid}`,
    only: ['kafka'],
    kafka: {
      scramUsers: { ingestor: password },
      listeners: [
        {
          name: 'SCRAM',
          port,
          protocol: 'SASL_SSL',
          settings: {
            'ssl.keystore.type': 'PEM',
            'ssl.keystore.location': file('broker.pem'),
            'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
            'scram-sha-512.sasl.jaas.config':
              'org.apache.kafka.common.security.scram.ScramLoginModule required;',
          },
        },
      ],
    },
  });
  const admin = new KafkaClientClass({ brokers: backends.kafkaBrokers.split(','), logLevel: 0 }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: topics.transactions, numPartitions: 1 }] });
  await admin.disconnect();

  writeFileSync(file('password'), 'not the password');
  app = await createApp(
    readConfig(config, {
      KAFKA_BROKERS: `127.0.0.1:${port}`,
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA_FILE: file('ca.crt'),
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'ingestor',
      KAFKA_SASL_PASSWORD_FILE: file('password'),
      TOKEN_KEY: 'a key of at least thirty-two characters',
      LOG_LEVEL: 'silent',
      AUTH_MODE: 'none',
    }),
  );
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
}, 120_000);

afterAll(async () => {
  await app?.close();
  await backends?.stop({ removeData: true });
  rmSync(folder, { recursive: true, force: true });
});

it('is live but not ready while its login is rejected, and accepts transactions once the password is corrected', async () => {
  // given a wrong password
  await waitUntil(
    async () => (await (await fetch(`${url}/health/ready`)).text()).includes('check mechanism, user'),
    {
      timeoutMs: 20_000,
      what: 'a reason',
    },
  );
  expect((await fetch(`${url}/health/ready`)).status).toBe(503);
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  // when the password file is corrected
  writeFileSync(file('password'), `${password}\n`);
  // then it becomes ready without a restart
  await waitUntil(async () => (await fetch(`${url}/health/ready`)).ok, { timeoutMs: 20_000, what: 'ready' });
  const answer = await fetch(`${url}/v1/transactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(transaction),
  });
  expect(answer.status).toBe(202);
});
