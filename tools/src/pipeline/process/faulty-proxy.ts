// A TCP proxy between a client and a server, for tests in which the network fails.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { freePort } from './free-port.ts';

export class FaultyProxy {
  /** On loopback. */
  readonly port: number;
  private readonly server;
  private readonly sockets = new Set<Socket>();
  private isSilent = false;

  private constructor(port: number, targetPort: number) {
    this.port = port;
    this.server = createServer((client) => {
      this.keep(client);
      // Accepted, and never answered, not even after the proxy forwards again.
      if (this.isSilent) return client.pause();
      const upstream = connect(targetPort, '127.0.0.1');
      this.keep(upstream);
      client.on('close', () => upstream.destroy()).pipe(upstream);
      upstream.on('close', () => client.destroy()).pipe(client);
    });
  }

  /** Forwards everything until told otherwise. Nothing needs to listen on `targetPort` yet. */
  static async to(targetPort: number): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(await freePort(), targetPort);
    proxy.server.listen(proxy.port, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  /** Closes all connections. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Accepts connections, and keeps those that are open, but forwards nothing on any of them. */
  silence(): void {
    this.isSilent = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** Forwards on new connections. Those that were open during a silence stay silent for good: half-open. */
  heal(): void {
    this.isSilent = false;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    await closed;
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => this.sockets.delete(socket));
  }
}
