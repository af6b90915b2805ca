// Listens in place of the agent's DogStatsD port, and records the names and tags that dd-trace sends.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { EmittedMetrics } from './emitted.ts';

export interface DogStatsD {
  port: number;
  close(): void;
}

/** Adds everything received to `emitted` until it is closed. */
export async function receiveDogStatsD(emitted: EmittedMetrics): Promise<DogStatsD> {
  const socket = createSocket('udp4');
  socket.on('message', (packet) => {
    for (const line of packet.toString().split('\n')) addLine(emitted, line);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { port: socket.address().port, close: () => void socket.close() };
}

const kinds = { c: 'count', g: 'gauge', d: 'distribution', h: 'distribution' } as const;

function addLine(emitted: EmittedMetrics, line: string): void {
  const [, name, kind, tags = ''] = /^([\w.]+):[^|]+\|([cgdh])(?:\|#([^|]*))?/.exec(line) ?? [];
  if (name === undefined) return;
  const pairs = tags.split(',').map((tag): [string, string] => {
    const colon = tag.indexOf(':');
    return [tag.slice(0, colon), tag.slice(colon + 1)];
  });
  emitted.add(name, kinds[kind as keyof typeof kinds], Object.fromEntries(pairs));
}
