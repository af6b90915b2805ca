// Picks loopback ports for servers that must know their port before they start.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ephemeral range of every system. An ephemeral port can be taken between the pick and the server's bind, even by
// a client that is retrying this very port. (get-port tries a range in order, so parallel test runs would collide.)
const firstPort = 20_000;
const lastPort = 29_999;

const handedOut = new Set<number>();

/** A free port, never the same one twice. Returns `preferred` if that is free, so that an instance keeps its addresses. */
export async function freePort(preferred?: number): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = attempt === 0 && preferred ? preferred : randomInt(firstPort, lastPort + 1);
    if (handedOut.has(port) && port !== preferred) continue;
    handedOut.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${firstPort} and ${lastPort} on 127.0.0.1`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
