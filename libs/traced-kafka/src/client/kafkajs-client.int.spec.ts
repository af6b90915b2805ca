// What the kafkajs port says about servers that it rejects and files that it cannot use. Plain TLS servers are enough, since
// none of these connections gets as far as the Kafka protocol. Real brokers: kafka-security.int.spec.ts.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { createLogger } from '@ringtrace/telemetry';
import { makeAuthority, type TestAuthority, type TestIdentity } from '@ringtrace/tools';
import type { KafkaSasl, KafkaTls } from './kafka-security.ts';
import { kafkajsPort } from './kafkajs-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'kafkajs-client-'));
const logger = createLogger({ service: 'test', level: 'silent' });
const servers: Server[] = [];
let authority: TestAuthority;
let caFile: string;

function portOf(server: Server): Promise<number> {
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Closes every connection after the handshake. */
function tlsServer({ certFile, keyFile }: TestIdentity): Promise<number> {
  const material = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
  return portOf(createServer(material, (socket) => socket.end()).on('tlsClientError', () => undefined));
}

const goodServer = () => tlsServer(authority.issue('good', { alternativeName: 'IP:127.0.0.1' }));

async function reasonOf(port: number, tls: KafkaTls, sasl?: KafkaSasl): Promise<string> {
  const kafka = kafkajsPort({ brokers: [`127.0.0.1:${port}`], clientId: 'test', tls, sasl, logger });
  return kafka.ping().then(
    () => 'none',
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

function fileWith(text: string): string {
  const path = join(folder, `${Math.random()}.pem`);
  writeFileSync(path, text);
  return path;
}

beforeAll(() => {
  authority = makeAuthority(folder, 'ca');
  caFile = authority.caFile;
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

describe('kafkajsPort rejects a server', () => {
  it('whose certificate has expired', async () => {
    const port = await tlsServer(authority.issue('old', { alternativeName: 'IP:127.0.0.1', days: -1 }));
    expect(await reasonOf(port, { caFile })).toContain(
      "KafkaRefusedError: the broker's certificate or its CA has expired",
    );
  });

  it('whose certificate is for another name', async () => {
    const port = await tlsServer(authority.issue('other', { alternativeName: 'DNS:other.example' }));
    expect(await reasonOf(port, { caFile })).toContain("the broker's certificate is for another name");
  });

  it('whose CA is not a public one when no CA file is given, even if the environment turns verification off', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect(await reasonOf(await goodServer(), {})).toContain('not signed by a CA that this client trusts');
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  it('that does not speak TLS', async () => {
    const port = await portOf(createTcpServer((socket) => socket.end('no TLS here, but words\n')));
    expect(await reasonOf(port, { caFile })).toContain('the broker does not speak TLS on this port');
  });
});

describe('kafkajsPort names a file that it cannot use by its purpose, not by its path', () => {
  it.each<[string, () => KafkaTls]>([
    ['the CA file cannot be read', () => ({ caFile: join(folder, 'none') })],
    ['the CA file cannot be read or contains no PEM', () => ({ caFile: fileWith('') })],
    ["the client's certificate file", () => ({ caFile, certFile: join(folder, 'none'), keyFile: caFile })],
    ["the client's key file", () => ({ caFile, certFile: caFile, keyFile: fileWith('not PEM') })],
    [
      'certificate and key files are not usable',
      () => ({
        caFile,
        certFile: authority.issue('one').certFile,
        keyFile: authority.issue('another').keyFile,
      }),
    ],
  ])('%s', async (text, tls) => {
    const reason = await reasonOf(await goodServer(), tls());
    expect(reason).toContain(`KafkaRefusedError: ${text}`);
    expect(reason).not.toContain(folder);
  });
});
