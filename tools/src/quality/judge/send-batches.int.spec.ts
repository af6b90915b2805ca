// Against a real HTTP server of our own, whose answers the test decides.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { generateDay } from '../traffic/generate.ts';
import { sendBatches } from './send-batches.ts';

const requests = generateDay({ seed: 1, transactions: 2_000 }).requests.slice(0, 950);
const servers: Server[] = [];

/** `answer` gives the status of an item by its id and the number of times it has come, or of the whole batch. */
async function serve(
  answer: (id: string, time: number) => number,
  whole: (batch: number) => number = () => 200,
) {
  const times = new Map<string, number>();
  let batches = 0;
  const server = createServer(async (request, response) => {
    const { transactions } = JSON.parse(await text(request)) as { transactions: { id: string }[] };
    const status = whole(++batches);
    if (status !== 200) return response.writeHead(status, { 'retry-after': '0' }).end();
    const results = transactions.map(({ id }) => {
      times.set(id, (times.get(id) ?? 0) + 1);
      const itemStatus = answer(id, times.get(id) ?? 0);
      if (itemStatus === 202) return { status: 'accepted', id };
      const problem = {
        type: '',
        title: 'refused',
        status: itemStatus,
        errors: [{ field: 'currency', message: 'is wrong' }],
      };
      return { status: 'rejected', problem };
    });
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ results }));
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, times };
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

const send = (url: string, onProgress: (accepted: number) => void = () => undefined) =>
  sendBatches({ url, requests, onProgress, signal: new AbortController().signal });

it('sends every transaction once when all are accepted', async () => {
  const { url, times } = await serve(() => 202);
  const progress: number[] = [];
  await send(url, (accepted) => progress.push(accepted));
  expect(times.size).toBe(950);
  expect([...times.values()].every((count) => count === 1)).toBe(true);
  expect(progress.at(-1)).toBe(950);
});

it('sends again what was not taken, and only that', async () => {
  const unlucky = requests[3]?.id ?? '';
  const { url, times } = await serve(
    (id, time) => (id === unlucky && time === 1 ? 503 : 202),
    (batch) => (batch === 1 ? 503 : 200),
  );
  await send(url);
  expect(times.get(unlucky)).toBe(2);
  expect([...times].filter(([id, count]) => id !== unlucky && count !== 1)).toEqual([]);
});

it('ends with the reason when a transaction or a batch is refused', async () => {
  const item = await serve((id) => (id === requests[0]?.id ? 400 : 202));
  await expect(send(item.url)).rejects.toThrow('refused a transaction: refused (currency is wrong)');
  const batch = await serve(
    () => 202,
    () => 413,
  );
  await expect(send(batch.url)).rejects.toThrow('status 413');
});
