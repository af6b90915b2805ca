// Finds out why a connection fails. The driver reports only that it failed, and in a cluster not even which server. So this
// connects once by itself, as the driver does, up to the Bolt handshake, and keeps the error code.
import { connect as connectInClear, isIP, type Socket } from 'node:net';
import { connect as connectByTls } from 'node:tls';
import { readTlsFiles } from '@ringtrace/mounted-file';
import { explainAccessFailure } from './explain-access-failure.ts';
import type { Neo4jTls } from './secure-connection.ts';

const timeoutMs = 1_000;
// Bolt's magic number and two versions, 5.4 and 4.4. Any response means that both sides have accepted each other's
// certificates: with TLS 1.3 a server rejects the client's certificate only after the TLS handshake.
const boltHandshake = Buffer.from('6060b01700000405000004040000000000000000', 'hex');

/** The reason for an operator. Undefined if the connection works or nothing answers at the address. Never throws. */
export async function findAccessFailure(uri: string, tls: Neo4jTls = {}): Promise<string | undefined> {
  const code = await failureCode(() => open(uri, tls));
  return code === undefined ? undefined : explainAccessFailure(code);
}

function open(uri: string, tls: Neo4jTls): Socket {
  const { hostname, port, protocol } = new URL(uri);
  const host = hostname.replace(/^\[|\]$/g, '');
  const address = { host, port: Number(port || 7687) };
  if (!protocol.includes('+')) return connectInClear(address, sendHandshake);
  return connectByTls(
    {
      ...address,
      ...(isIP(host) ? {} : { servername: host }),
      rejectUnauthorized: protocol !== 'bolt+ssc:' && protocol !== 'neo4j+ssc:',
      ...readTlsFiles(tls),
    },
    sendHandshake,
  );
}

function sendHandshake(this: Socket): void {
  this.write(boltHandshake);
}

function failureCode(open: () => Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    try {
      const socket = open();
      const timer = setTimeout(() => socket.destroy(), timeoutMs);
      const done = (code?: string) => {
        clearTimeout(timer);
        resolve(code);
        socket.destroy();
      };
      timer.unref();
      socket
        .on('error', (error: NodeJS.ErrnoException) => done(error.code))
        .on('data', () => done())
        .on('end', () => done('ECONNRESET'))
        .on('close', () => done());
    } catch (error) {
      resolve((error as NodeJS.ErrnoException).code);
    }
  });
}
