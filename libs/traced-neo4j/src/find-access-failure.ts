// Why a connection cannot be made. The driver says only that it cannot, and in a cluster not even of which server; so
// this connects once by itself, as the driver does, up to the first word of Bolt, and keeps the code of what is wrong.
import { connect as connectInClear, isIP, type Socket } from 'node:net';
import { connect as connectByTls } from 'node:tls';
import { readTlsFiles } from '@ringtrace/mounted-file';
import { explainAccessFailure } from './explain-access-failure.ts';
import type { Neo4jTls } from './secure-connection.ts';

const maxMs = 1_000;
// The magic number and two versions, 5.4 and 4.4. Whatever the answer is, both sides have accepted each other's
// certificates by then: with TLS 1.3 a server refuses that of the client only after the handshake.
const hello = Buffer.from('6060b01700000405000004040000000000000000', 'hex');

/** In words for an operator. Undefined: it can be made, or there is nobody who would refuse. Never throws. */
export async function findAccessFailure(uri: string, tls: Neo4jTls = {}): Promise<string | undefined> {
  const code = await failureCode(() => open(uri, tls));
  return code === undefined ? undefined : explainAccessFailure(code);
}

function open(uri: string, tls: Neo4jTls): Socket {
  const { hostname, port, protocol } = new URL(uri);
  const host = hostname.replace(/^\[|\]$/g, '');
  const address = { host, port: Number(port || 7687) };
  if (!protocol.includes('+')) return connectInClear(address, greet);
  return connectByTls(
    {
      ...address,
      ...(isIP(host) ? {} : { servername: host }),
      rejectUnauthorized: protocol !== 'bolt+ssc:' && protocol !== 'neo4j+ssc:',
      ...readTlsFiles(tls),
    },
    greet,
  );
}

function greet(this: Socket): void {
  this.write(hello);
}

function failureCode(open: () => Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    try {
      const socket = open();
      const timer = setTimeout(() => socket.destroy(), maxMs);
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
