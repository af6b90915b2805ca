// Against a real HTTP server whose answers the test decides.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { generateTraffic } from '../traffic/demo/generate-traffic.ts';
import { generateDay } from '../traffic/labelled/generate-day.ts';
import { sendAll, sendStream } from './send-stream.ts';

const { requests } = generateTraffic({ seed: 1, transactions: 200, startAtMs: 0 });
const many = generateDay({ seed: 1, transactions: 2_000 }).requests.slice(0, 950);
const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<{ url: string; sockets: Set<Socket> }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  servers.push(server);
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

/** Answers by the id and the number of times it has come. */
function answering(answer: (id: string, time: number) => [status: number, headers?: Record<string, string>]) {
  const times = new Map<string, number>();
  let underWay = 0;
  const seen = { most: 0, times };
  const listener: RequestListener = async (request, response) => {
    seen.most = Math.max(seen.most, ++underWay);
    const { id } = JSON.parse(await text(request)) as { id: string };
    times.set(id, (times.get(id) ?? 0) + 1);
    const [status, headers = {}] = answer(id, times.get(id) ?? 0);
    setImmediate(() => {
      underWay--;
      response.writeHead(status, headers).end('{}');
    });
  };
  return { listener, seen };
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

describe('sendStream', () => {
  it('sends everything over few connections and respects the concurrency limit', async () => {
    const { listener, seen } = answering(() => [202]);
    const { url, sockets } = await serve(listener);
    const progress: number[] = [];
    const outcome = await sendStream({
      url,
      requests,
      concurrency: 4,
      onProgress: (done) => progress.push(done),
    });
    expect(outcome.accepted.size).toBe(200);
    expect(outcome.latenciesMs).toHaveLength(200);
    expect(progress.at(-1)).toBe(200);
    expect(seen.most).toBeLessThanOrEqual(4);
    expect(sockets.size).toBeLessThanOrEqual(4);
  });

  it('retries the same id after a 503, a lost connection and a timeout', async () => {
    const { listener, seen } = answering((_, time) => (time === 1 ? [503, { 'retry-after': '0' }] : [202]));
    const { url } = await serve(listener);
    const outcome = await sendStream({ url, requests: requests.slice(0, 5) });
    expect([...outcome.accepted.values()].map(({ tries }) => tries)).toEqual([2, 2, 2, 2, 2]);
    expect([...seen.times.values()]).toEqual([2, 2, 2, 2, 2]);

    let calls = 0;
    const unreliable = await serve((request, response) => {
      calls++;
      if (calls === 1) request.socket.destroy();
      else if (calls > 2) response.writeHead(202).end();
    });
    const one = await sendStream({ url: unreliable.url, requests: requests.slice(0, 1), timeoutMs: 200 });
    expect([...one.accepted.values()][0]?.tries).toBe(3);
  });

  it('separates refused from unknown transactions', async () => {
    const [good, bad, stuck] = requests.map(({ id }) => id);
    const { listener } = answering((id) => (id === bad ? [400] : id === stuck ? [503] : [202]));
    const { url } = await serve(listener);
    const outcome = await sendStream({ url, requests: requests.slice(0, 3), giveUpAfterMs: 300 });
    expect([...outcome.accepted.keys()]).toEqual([good]);
    expect(outcome.refused).toEqual([{ id: bad, status: 400, body: '{}' }]);
    expect(outcome.unknown).toEqual([stuck]);
  });

  it('counts a copy once but measures both answers', async () => {
    const { listener } = answering(() => [202]);
    const { url } = await serve(listener);
    const [first, second] = requests;
    const outcome = await sendStream({ url, requests: [first, second, first] as typeof requests });
    expect(outcome.accepted.size).toBe(2);
    expect(outcome.latenciesMs).toHaveLength(3);
  });

  it('measures from the intended start when a rate is given', async () => {
    // given a server that takes 50 ms for each, one at a time
    const { url } = await serve((_, response) => void setTimeout(() => response.writeHead(202).end(), 50));
    // when ten should start within 10 ms over one connection
    const few = requests.slice(0, 10);
    const { latenciesMs } = await sendStream({ url, requests: few, concurrency: 1, ratePerSecond: 1_000 });
    // then the last one has waited for all before it
    expect(latenciesMs.at(-1)).toBeGreaterThan(400);
  });

  it('stops soon when aborted', async () => {
    const stop = new AbortController();
    const { url } = await serve((_request, _response) => stop.abort());
    const outcome = await sendStream({ url, requests, concurrency: 2, signal: stop.signal });
    expect(outcome.accepted.size).toBe(0);
    expect(outcome.unknown.length).toBeLessThanOrEqual(2);
  });
});

/** `answer` gives the status of an item by its id and the number of times it has come, or of the whole batch. */
async function serveBatches(
  answer: (id: string, time: number) => number,
  whole: (batch: number) => number = () => 200,
) {
  const times = new Map<string, number>();
  let batches = 0;
  const listener: RequestListener = async (request, response) => {
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
  };
  return { url: (await serve(listener)).url, times };
}

const sendInBatches = (url: string, onProgress: (done: number) => void = () => undefined) =>
  sendAll({ url, requests: many, batchSize: 200, concurrency: 4, onProgress });

describe('sendAll in batches', () => {
  it('sends every transaction once when all are accepted', async () => {
    const { url, times } = await serveBatches(() => 202);
    const progress: number[] = [];
    await sendInBatches(url, (accepted) => progress.push(accepted));
    expect(times.size).toBe(950);
    expect([...times.values()].every((count) => count === 1)).toBe(true);
    expect(progress.at(-1)).toBe(950);
  });

  it('retries only what was not accepted', async () => {
    const unlucky = many[3]?.id ?? '';
    const { url, times } = await serveBatches(
      (id, time) => (id === unlucky && time === 1 ? 503 : 202),
      (batch) => (batch === 1 ? 503 : 200),
    );
    await sendInBatches(url);
    expect(times.get(unlucky)).toBe(2);
    expect([...times].filter(([id, count]) => id !== unlucky && count !== 1)).toEqual([]);
  });

  it('fails with the reason when a transaction or a batch is refused', async () => {
    const item = await serveBatches((id) => (id === many[0]?.id ? 400 : 202));
    await expect(sendInBatches(item.url)).rejects.toThrow(
      'refused a transaction: refused (currency is wrong)',
    );
    const batch = await serveBatches(
      () => 202,
      () => 413,
    );
    await expect(sendInBatches(batch.url)).rejects.toThrow('status 413');
  });
});
