// TLS, client certificates and a password file, with a real Neo4j. Certificates that have expired or are for another name are
// tested with plain TLS servers, since the connection fails before the Bolt handshake.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import {
  type Backends,
  makeAuthority,
  startBackends,
  type TestAuthority,
  type TestIdentity,
  waitUntil,
} from '@ringtrace/tools';
import { type Neo4jHealth, neo4jHealth, TracedNeo4j, type TracedNeo4jOptions } from './index.ts';
import { statements } from './statements.fixture.ts';

const run = `neo4j-security-${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), `${run}-`));
const file = (name: string) => join(folder, name);
const atLoopback = { alternativeName: 'IP:127.0.0.1' };

let backends: Backends;
let authority: TestAuthority;
const opened: TracedNeo4j[] = [];
const servers: Server[] = [];

const startDatabase = () =>
  startBackends({
    instance: run,
    only: ['neo4j'],
    neo4j: {
      settings: {
        'server.bolt.tls_level': 'OPTIONAL',
        'dbms.ssl.policy.bolt.enabled': 'true',
        'dbms.ssl.policy.bolt.base_directory': file('server'),
        'dbms.ssl.policy.bolt.private_key': 'server.key',
        'dbms.ssl.policy.bolt.public_certificate': 'server.crt',
        'dbms.ssl.policy.bolt.trusted_dir': 'trusted',
        // A client certificate is optional, but must be trusted if one is presented.
        'dbms.ssl.policy.bolt.client_auth': 'OPTIONAL',
      },
    },
  });

/** Installs a server certificate of this authority and makes the server trust the authority. */
function giveServer(of: TestAuthority): void {
  mkdirSync(file('server/trusted'), { recursive: true });
  const { certFile, keyFile } = of.issue('database', atLoopback);
  copyFileSync(certFile, file('server/server.crt'));
  copyFileSync(keyFile, file('server/server.key'));
  copyFileSync(of.caFile, file('server/trusted/ca.crt'));
}

function connected(changed: Partial<TracedNeo4jOptions> = {}): TracedNeo4j {
  const uri = backends.neo4j.uri.replace('bolt:', 'bolt+s:');
  const created = new TracedNeo4j({ ...backends.neo4j, uri, tls: { caFile: file('ca.crt') }, ...changed });
  opened.push(created);
  return created;
}

const reasonOf = (health: Neo4jHealth) => (health.status === 'down' ? health.reason : 'up');

function untilHealth(neo4j: TracedNeo4j, text: string): Promise<unknown> {
  return waitUntil(async () => reasonOf(await neo4jHealth(neo4j)).includes(text), {
    timeoutMs: 30_000,
    what: `health: ${text}`,
  });
}

async function tlsServer({ certFile, keyFile }: TestIdentity): Promise<number> {
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
  server.on('tlsClientError', () => undefined);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  authority = makeAuthority(folder, 'first-ca');
  copyFileSync(authority.caFile, file('ca.crt'));
  giveServer(authority);
  backends = await startDatabase();
}, 180_000);

afterAll(async () => {
  for (const each of opened) await each.onApplicationShutdown();
  for (const server of servers) server.close();
  await backends?.stop({ removeData: true });
  rmSync(folder, { recursive: true, force: true });
});

describe('a database with a certificate of a private CA', () => {
  it.each(['bolt+s:', 'neo4j+s:'])('is reached over %s with the CA file', async (scheme) => {
    const neo4j = connected({ uri: backends.neo4j.uri.replace('bolt:', scheme) });
    await expect(neo4j.read(statements.count)).resolves.toHaveLength(1);
    await expect(neo4jHealth(neo4j)).resolves.toEqual({ status: 'up' });
  });

  it.each(['bolt+s:', 'neo4j+s:'])(
    'is not trusted without the CA file, and health says so (%s)',
    async (scheme) => {
      const neo4j = connected({ uri: backends.neo4j.uri.replace('bolt:', scheme), tls: undefined });
      await expect(neo4j.read(statements.count)).rejects.toMatchObject({ classification: 'transient' });
      await untilHealth(neo4j, "configure this database's CA file");
    },
  );

  it('is not trusted with another CA file until the file is fixed', async () => {
    // given
    copyFileSync(makeAuthority(folder, 'stranger-ca').caFile, file('other.crt'));
    const neo4j = connected({ tls: { caFile: file('other.crt') } });
    await untilHealth(neo4j, "configure this database's CA file");
    // when
    copyFileSync(file('ca.crt'), file('other.crt'));
    // then
    await untilHealth(neo4j, 'up');
  });

  it.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['holds no PEM', 'no certificate'],
  ])('is reached as soon as a CA file that %s is fixed', async (name, text) => {
    // given
    const caFile = file(`ca ${name}`);
    if (text !== undefined) writeFileSync(caFile, text);
    const neo4j = connected({ tls: { caFile } });
    // then
    await expect(neo4j.read(statements.count)).rejects.toMatchObject({ classification: 'transient' });
    await untilHealth(neo4j, 'the CA file cannot be read or contains no PEM');
    // and when the file is written
    copyFileSync(file('ca.crt'), caFile);
    await untilHealth(neo4j, 'up');
  });
});

describe('an invalid certificate of the database', () => {
  it.each<[string, () => TestIdentity, string]>([
    ['has expired', () => authority.issue('old', { ...atLoopback, days: -1 }), 'has expired: renew it'],
    [
      'is for another name',
      () => authority.issue('elsewhere', { alternativeName: 'DNS:graph.example' }),
      'connect by a name',
    ],
  ])('that %s is rejected, and the reason says so', async (_, identity, text) => {
    const port = await tlsServer(identity());
    const neo4j = connected({ uri: `bolt+s://127.0.0.1:${port}` });
    await expect(neo4j.read(statements.count)).rejects.toMatchObject({ classification: 'transient' });
    await untilHealth(neo4j, text);
  });
});

describe('a client certificate', () => {
  it('is accepted if the database trusts its CA', async () => {
    const neo4j = connected({ tls: { caFile: file('ca.crt'), ...authority.issue('analyzer') } });
    await expect(neo4j.read(statements.count)).resolves.toHaveLength(1);
  });

  it('of an untrusted CA is rejected until the files are fixed', async () => {
    // given
    const stranger = makeAuthority(folder, 'unknown-ca').issue('analyzer');
    const tls = { caFile: file('ca.crt'), certFile: file('client.crt'), keyFile: file('client.key') };
    copyFileSync(stranger.certFile, tls.certFile);
    copyFileSync(stranger.keyFile, tls.keyFile);
    const neo4j = connected({ tls });
    await expect(neo4j.read(statements.count)).rejects.toMatchObject({ classification: 'transient' });
    await untilHealth(
      neo4j,
      'the database rejects this client because its certificate is missing or invalid',
    );
    // when only the certificate is replaced
    const trusted = authority.issue('analyzer');
    copyFileSync(trusted.certFile, tls.certFile);
    await expect(neo4j.read(statements.count)).rejects.toMatchObject({ classification: 'transient' });
    await untilHealth(neo4j, 'a matching PEM pair without a passphrase');
    // and then the key as well
    copyFileSync(trusted.keyFile, tls.keyFile);
    await untilHealth(neo4j, 'up');
  });
});

describe('a password file', () => {
  const user = `u${randomBytes(4).toString('hex')}`;
  const [first, second] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')];
  const passwordFile = file('password');
  const administer = (statement: string, parameters: object) =>
    connected({ database: 'system' }).write({ name: 'test.user', text: statement }, { user, ...parameters });
  const connectedWithFile = () => connected({ user, password: undefined, passwordFile });

  it('is read again after a rejected login, so that it can be replaced while the process runs', async () => {
    await administer('CREATE USER $user SET PASSWORD $password CHANGE NOT REQUIRED', { password: first });
    // given no file
    const neo4j = connectedWithFile();
    await expect(neo4j.read(statements.count)).rejects.toMatchObject({
      code: 'PasswordFileUnusable',
      classification: 'transient',
    });
    await untilHealth(neo4j, 'the password file cannot be read');
    // when it holds a wrong password, and then the right one
    writeFileSync(passwordFile, 'not the password');
    await untilHealth(neo4j, 'check user and password');
    writeFileSync(passwordFile, `${first}\n`);
    await untilHealth(neo4j, 'up');
    // and when the password changes in the database first, new connections are rejected until the file changes too
    await administer('ALTER USER $user SET PASSWORD $password', { password: second });
    const newClient = connectedWithFile();
    await untilHealth(newClient, 'check user and password');
    writeFileSync(passwordFile, second);
    // then both work
    await untilHealth(newClient, 'up');
    await untilHealth(neo4j, 'up');
    await expect(neo4j.read(statements.count)).resolves.toHaveLength(1);
  });
});

describe('certificate rotation', () => {
  it('moves from one CA to the next without restarting the client', async () => {
    // given a connected client
    const tls = { caFile: file('ca.crt'), certFile: file('rotated.crt'), keyFile: file('rotated.key') };
    const giveClient = ({ certFile, keyFile }: TestIdentity) => {
      copyFileSync(certFile, tls.certFile);
      copyFileSync(keyFile, tls.keyFile);
    };
    giveClient(authority.issue('analyzer'));
    const neo4j = connected({ tls });
    await untilHealth(neo4j, 'up');
    // when the database restarts with a certificate of another CA
    const next = makeAuthority(folder, 'next-ca');
    giveServer(next);
    await backends.stop();
    backends = await startDatabase();
    await untilHealth(neo4j, "configure this database's CA file");
    // and the client's CA file is replaced
    copyFileSync(next.caFile, tls.caFile);
    // then the client's own certificate, still of the old CA, is rejected
    await untilHealth(neo4j, 'the database rejects this client');
    // and when that is replaced, the same process connects again
    giveClient(next.issue('analyzer'));
    await untilHealth(neo4j, 'up');
  }, 120_000);
});
