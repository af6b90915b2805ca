// Picks loopback ports for servers that must know their port before they start.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the range from which every system takes the ports of outgoing connections: a port from that range
// can be taken between the pick and the server's bind, even by a client that retries this very port.
const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;

const handedOut = new Set<number>();

/** A free port; `preferred` if it is free, so that an instance keeps its addresses. Never the same port twice. */
export async function freePort(preferred?: number): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = attempt === 0 && preferred ? preferred : randomInt(FIRST_PORT, LAST_PORT + 1);
    if (handedOut.has(port) && port !== preferred) continue;
    handedOut.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
