// Sends raw bytes and returns the answer, until the other side closes or falls silent.
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { RawRequest } from './raw-request.ts';

export interface RawAnswer {
  /** Empty if there was no answer. */
  text: string;
  /** The other side closed before reading everything, so its answer may be lost. */
  isReset: boolean;
}

/** Far longer than any answer takes. */
const timeoutMs = 15_000;

/** Rejects if nobody listens. */
export async function sendRaw(url: string, request: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const answer = answerOf(socket);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  await write(socket, request);
  // A request with no recognisable end would be waited for; this ends it.
  if (!request.isWhole && !('resetsAfter' in request.comes)) socket.end();
  return answer;
}

async function write(socket: Socket, { head, body, comes }: RawRequest): Promise<void> {
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body]);
  if ('endsAfter' in comes) {
    socket.write(bytes.subarray(0, comes.endsAfter));
  } else if ('resetsAfter' in comes) {
    socket.write(bytes.subarray(0, comes.resetsAfter));
    await nextTurn();
    socket.resetAndDestroy();
  } else {
    const size = Math.max(1, Math.ceil(bytes.length / comes.pieces));
    for (let at = 0; at < bytes.length && socket.writable; at += size) {
      socket.write(bytes.subarray(at, at + size));
      if (comes.pieces > 1) await wait(comes.pauseMs);
    }
  }
}

function answerOf(socket: Socket): Promise<RawAnswer> {
  const parts: Buffer[] = [];
  let isReset = false;
  socket.on('data', (part) => parts.push(part));
  socket.on('error', () => {
    isReset = true;
  });
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), timeoutMs);
    socket.once('end', () => socket.end());
    socket.once('close', () => {
      clearTimeout(timer);
      resolve({ text: Buffer.concat(parts).toString('latin1'), isReset });
    });
  });
}
