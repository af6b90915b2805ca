// A TCP proxy in front of a real database, for tests in which the connection fails.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export class FaultyProxy {
  private readonly sockets = new Set<Socket>();
  private readonly server;
  private stalled = false;

  private constructor(host: string, port: number) {
    this.server = createServer((client) => {
      const upstream = connect(port, host);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.sockets.add(from);
        from.on('error', () => to.destroy()).on('close', () => to.destroy());
        from.pipe(to);
        if (this.stalled) from.pause();
      }
    });
  }

  /** A proxy in front of the server at this `bolt://` address. */
  static async inFrontOf(uri: string): Promise<FaultyProxy> {
    const { hostname, port } = new URL(uri);
    const proxy = new FaultyProxy(hostname, Number(port));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get uri(): string {
    return `bolt://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Stops forwarding data, with the connections left open. */
  stall(): void {
    this.stalled = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** Forwards data again, starting with what was held back. */
  resume(): void {
    this.stalled = false;
    for (const socket of this.sockets) socket.resume();
  }

  /** Closes all connections and accepts no new ones. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
