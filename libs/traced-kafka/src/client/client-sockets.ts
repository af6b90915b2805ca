// The sockets of one client. The client itself keeps a connection on which nobody answers as connected, and uses it for
// every later request. Here a socket is closed when a request on it stays unanswered, and all of them with the client.
import { connect, type Socket } from 'node:net';
import { brokenSocket, type KafkaTls, keepAliveMs, openTlsSocket } from './kafka-security.ts';
import { SilenceTimer } from './silence-timer.ts';

interface Address {
  host: string;
  port: number;
  onConnect: () => void;
}

export class ClientSockets {
  private readonly tls: KafkaTls | undefined;
  private readonly maxSilenceMs: () => number;
  private readonly sockets = new Set<Socket>();
  isDestroyed = false;

  /** A request may stay unanswered for `maxSilenceMs()`. */
  constructor(tls: KafkaTls | undefined, maxSilenceMs: () => number) {
    this.tls = tls;
    this.maxSilenceMs = maxSilenceMs;
  }

  /** Calls `onConnect` when the connection is ready. Any failure is emitted as the socket's `error`. */
  open({ host, port, onConnect }: Address): Socket {
    if (this.isDestroyed) return brokenSocket(new Error('this client was replaced'));
    const socket = this.tls
      ? openTlsSocket(this.tls, { host, port, onConnect })
      : connect({ host, port }, onConnect).setKeepAlive(true, keepAliveMs);
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    closeWhenUnanswered(socket, this.maxSilenceMs);
    return socket;
  }

  /** Closes every socket now, and opens no more: whatever the client still waits for fails at once. */
  destroy(): void {
    this.isDestroyed = true;
    for (const socket of this.sockets) socket.destroy(new Error('this client was replaced'));
  }
}

function closeWhenUnanswered(socket: Socket, maxSilenceMs: () => number): void {
  const timer = new SilenceTimer(maxSilenceMs, () => socket.destroy(new Error('the broker does not answer')));
  const write = socket.write;
  socket.write = ((...args: Parameters<typeof write>) => {
    timer.start();
    return write.apply(socket, args);
  }) as typeof write;
  // A closed connection whose other side never says so counts as unanswered too.
  socket.on('data', () => timer.stop()).on('finish', () => timer.start());
  socket.once('close', () => timer.stop());
}
