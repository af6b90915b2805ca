// Clients of the ingestor: many at once, each sends again what was not acknowledged, as the API asks them to.
import { setTimeout as wait } from 'node:timers/promises';
import type { TransactionRequest } from '@ringtrace/contracts';

/** Resolves when every request has its 202; rejects on any answer but 202 and 503. Returns how many 202s there were. */
export async function sendRequests(
  url: string,
  requests: TransactionRequest[],
  clients = 20,
): Promise<number> {
  const queue = requests[Symbol.iterator]();
  let accepted = 0;
  const client = async () => {
    for (const request of queue) {
      while (!(await send(url, request))) await wait(100);
      accepted++;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return accepted;
}

async function send(url: string, request: TransactionRequest): Promise<boolean> {
  const response = await fetch(`${url}/v1/transactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  }).catch(() => undefined);
  await response?.arrayBuffer();
  if (response?.status === 202) return true;
  if (response === undefined || response.status === 503) return false;
  throw new Error(`the ingestor answered ${response.status}`);
}
