// A TCP proxy between a client and a server, for tests in which the network fails or something else answers.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { freePort } from './free-port.ts';

/** What a client is sent instead of the server's own bytes; then the connection is closed. */
export type Answer = (server: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

const loopback = '127.0.0.1';

export class FaultyProxy {
  /** On loopback. */
  readonly port: number;
  private readonly server;
  private readonly sockets = new Set<Socket>();
  private isSilent = false;
  private answer: Answer | undefined;

  private constructor(port: number, target: { host: string; port: number }) {
    this.port = port;
    this.server = createServer({ noDelay: true }, (client) => {
      this.keep(client);
      // Accepted, and never answered, not even after the proxy forwards again.
      if (this.isSilent) return client.pause();
      const upstream = connect({ ...target, noDelay: true });
      this.keep(upstream);
      client.on('close', () => upstream.destroy()).pipe(upstream);
      upstream.on('close', () => client.destroy());
      if (this.answer === undefined) upstream.pipe(client);
      else void send(this.answer(upstream), client);
    });
  }

  /** Forwards everything until told otherwise. Nothing needs to listen on `targetPort` yet. */
  static to(targetPort: number): Promise<FaultyProxy> {
    return FaultyProxy.start({ host: loopback, port: targetPort });
  }

  /** The same for the server at this `bolt://` address. */
  static inFrontOf(uri: string): Promise<FaultyProxy> {
    const { hostname, port } = new URL(uri);
    return FaultyProxy.start({ host: hostname, port: Number(port) });
  }

  private static async start(target: { host: string; port: number }): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(await freePort(), target);
    proxy.server.listen(proxy.port, loopback);
    await once(proxy.server, 'listening');
    return proxy;
  }

  get uri(): string {
    return `bolt://${loopback}:${this.port}`;
  }

  /** Closes all connections. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Closes all connections. New ones get `answer`; without it, the server's own answers. */
  answerWith(answer?: Answer): void {
    this.answer = answer;
    this.cut();
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

  /** Forwards on all connections that were open before the silence too, starting with what was held back. */
  resume(): void {
    this.heal();
    for (const socket of this.sockets) socket.resume();
  }

  /** Closes all connections and accepts no new ones. */
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

async function send(bytes: AsyncIterable<Buffer>, to: Socket): Promise<void> {
  try {
    for await (const chunk of bytes) to.write(chunk);
    to.end();
  } catch {
    to.destroy();
  }
}
