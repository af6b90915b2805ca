// The Secrets that values name by `existingSecret`, `ca` and `clients`, on a real Kubernetes: who is let in, whom the
// services trust, and that changing a Secret needs no restart.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeAccess, waitUntil } from '@ringtrace/tools';
import { newAuthority } from './certificates.ts';
import { apply, clientNamespace, getJson, kubectl, namespace, root } from './commands.ts';
import { apiKey, openPipeline, type PipelineAccess } from './pipeline-access.ts';
import { expectNoRestarts, podsOf, removeLonePod, startLonePod } from './pods.ts';
import { secret } from './strimzi-stand-in.ts';

let pipeline: PipelineAccess;

beforeAll(async () => {
  pipeline = await openPipeline();
}, 120_000);
afterAll(() => pipeline?.stop(), 30_000);

const id = `access-${randomBytes(4).toString('hex')}`;
const transaction = {
  ...{ id, occurredAt: new Date().toISOString(), amountMinor: 1234, currency: 'EUR', type: 'transfer' },
  ...{ payer: { accountId: `${id}-payer` }, payee: { accountId: `${id}-payee` } },
};

function send(key?: string): Promise<Response> {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const headers = { 'content-type': 'application/json', ...authorization };
  const url = `${pipeline.ingestorUrl}/v1/transactions`;
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(transaction) });
}
function read(key?: string): Promise<Response> {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return fetch(`${pipeline.analyzerUrl}/v1/verdicts/${id}`, { headers });
}

const secretText = async (name: string, key: string) =>
  Buffer.from((await getJson(['secret', name, '-n', namespace])).data[key], 'base64').toString();
/** Changing a pod makes the kubelet refresh its Secrets, which otherwise takes up to 90 seconds. */
const lookAtOnce = (pods: string[]) =>
  kubectl(['annotate', 'pods', '-n', namespace, ...pods, '--overwrite', `secret-changed=${Date.now()}`]);
const node = (where: string[], program: string) =>
  kubectl(['exec', ...where, '--', 'node', '-e', program]).then((said) => said.trim());

describe('API keys in a Secret', () => {
  it('are required by both services, and an unlisted key is refused', async () => {
    const stranger = `rtk_${randomBytes(24).toString('base64url')}`;
    for (const key of [undefined, stranger]) {
      expect((await send(key)).status).toBe(401);
      expect((await read(key)).status).toBe(401);
    }
  });

  it('let a client send a transaction and read its verdict', async () => {
    const key = await apiKey();
    expect((await send(key)).status).toBe(202);
    await waitUntil(async () => (await read(key)).status === 200, {
      ...{ timeoutMs: 60_000, everyMs: 500 },
      what: 'a verdict',
    });
    const { data } = (await (await read(key)).json()) as { data: { decision: string } };
    expect(data.decision).toBe('approve');
  }, 90_000);

  it('can be added and removed without replacing a pod', async () => {
    const pods = (await podsOf('ingestor')).map(({ name }) => name);
    const before = await secretText('ringtrace-api-keys', 'api-keys');
    const { keys, environment } = makeAccess(join(root, '.local/cluster-tests/further-keys'));
    const further = keys.join();
    expect((await send(further)).status).toBe(401);
    const line = await readFile(environment.AUTH_API_KEYS_FILE, 'utf8');
    const replace = async (text: string, status: number) => {
      await apply(secret('ringtrace-api-keys', { 'api-keys': text }));
      await lookAtOnce(pods);
      // There are two ingestors, and the Service picks either.
      const answers = async () => Promise.all(Array.from({ length: 8 }, () => send(further)));
      await waitUntil(async () => (await answers()).every((answer) => answer.status === status), {
        ...{ timeoutMs: 120_000, everyMs: 500 },
        what: `every answer to be ${status}`,
      });
    };
    try {
      await replace(before + line, 202);
    } finally {
      await replace(before, 401);
    }
    expect((await podsOf('ingestor')).map(({ name }) => name).sort()).toEqual(pods.sort());
    await expectNoRestarts();
  }, 300_000);
});

describe('TLS with authorities from Secrets', () => {
  const fromClients = ['-n', clientNamespace, 'deployment/relay'];

  it('is how the services reach Kafka and Neo4j', async () => {
    for (const component of ['ingestor', 'analyzer'] as const) {
      const [pod] = await podsOf(component);
      const variables = await kubectl(['exec', '-n', namespace, pod?.name ?? '', '--', 'env']);
      expect(variables).toMatch(/^KAFKA_TLS_CA_FILE=\/run\/secrets\/kafka-ca\/ca\.crt$/m);
      expect(variables).toMatch(/^KAFKA_TLS_KEY_FILE=\/run\/secrets\/kafka\/user\.key$/m);
      if (component === 'analyzer') {
        expect(variables).toMatch(/^NEO4J_URI=bolt\+s:/m);
        expect(variables).toMatch(/^NEO4J_CA_FILE=\/run\/secrets\/neo4j-ca\/ca\.crt$/m);
      }
    }
  });

  it('is the only way into Neo4j: plain Bolt gets no answer', async () => {
    // the Bolt handshake: magic number and four versions
    const said = await node(
      fromClients,
      `const s = require('node:net').connect(7687, 'neo4j.${namespace}.svc.cluster.local');
       let bytes = 0;
       s.on('connect', () => s.write(Buffer.from('6060b01700000405000000000000000000000000', 'hex')));
       s.on('data', (data) => { bytes += data.length; });
       s.on('error', () => {});
       s.on('close', () => console.log('closed after', bytes));`,
    );
    expect(said).toBe('closed after 0');
  });

  it('is the only way into Kafka, and only with a certificate of its authority', async () => {
    const said = await node(
      fromClients,
      `const s = require('node:tls').connect({ port: 9093, rejectUnauthorized: false,
         host: 'ringtrace-kafka-bootstrap.${namespace}.svc.cluster.local' });
       s.on('error', ({ code }) => console.log(code));
       s.resume();`,
    );
    expect(said).toMatch(/ALERT_.*CERTIFICATE/);
  });

  it('leaves an analyzer that trusts another authority not ready, with the reason, until its Secret is fixed', async () => {
    // given
    const [name, itsAuthority] = ['trusts-another', 'neo4j-ca-of-another'];
    const stranger = await newAuthority('another-ca');
    await apply(secret(itsAuthority, { 'ca.crt': stranger.certificate }));
    await startLonePod(name, 'analyzer', (spec) => ({
      ...spec,
      volumes: spec.volumes.map((volume) =>
        volume.name === 'neo4j-ca'
          ? { ...volume, secret: { ...volume.secret, secretName: itsAuthority } }
          : volume,
      ),
    }));
    const ask = 'fetch("http://127.0.0.1:3001/health/ready")';
    const readiness = () =>
      node(['-n', namespace, name], `${ask}.then((r) => r.text()).then(console.log, () => {})`).catch(
        () => '',
      );
    try {
      // then
      await waitUntil(async () => (await readiness()).includes("configure this database's CA file"), {
        ...{ timeoutMs: 90_000, everyMs: 1_000 },
        what: 'the reason',
      });
      const { status } = await getJson(['pod', name, '-n', namespace]);
      expect(status.containerStatuses[0]).toMatchObject({
        ...{ ready: false, restartCount: 0 },
        state: { running: expect.anything() },
      });
      // when
      await apply(secret(itsAuthority, { 'ca.crt': await secretText('neo4j-ca', 'ca.crt') }));
      await lookAtOnce([name]);
      // then
      await kubectl(['wait', `pod/${name}`, '-n', namespace, '--for=condition=Ready', '--timeout=110s']);
    } finally {
      await removeLonePod(name);
      await kubectl(['delete', 'secret', itsAuthority, '-n', namespace, '--ignore-not-found']);
    }
  }, 300_000);
});
