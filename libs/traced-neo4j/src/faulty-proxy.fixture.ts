// A TCP proxy in front of a real database, for tests in which the connection fails or something else than Neo4j answers.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What a client is sent instead of the database's own bytes, then the connection is closed. */
export type Answer = (database: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

export class FaultyProxy {
  private readonly sockets = new Set<Socket>();
  private readonly server;
  private stalled = false;
  private answer: Answer | undefined;

  private constructor(host: string, port: number) {
    this.server = createServer((client) => {
      const upstream = connect({ port, host, noDelay: true });
      client.setNoDelay(true);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.sockets.add(from);
        from.on('error', () => to.destroy()).on('close', () => to.destroy());
        if (from === upstream && this.answer !== undefined) void send(this.answer(upstream), client);
        else from.pipe(to);
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

  /** Closes all connections. New ones get `answer`; without it, the database's own answers. */
  answerWith(answer?: Answer): void {
    this.answer = answer;
    for (const socket of this.sockets) socket.destroy();
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

async function send(bytes: AsyncIterable<Buffer>, to: Socket): Promise<void> {
  try {
    for await (const chunk of bytes) to.write(chunk);
    to.end();
  } catch {
    to.destroy();
  }
}
