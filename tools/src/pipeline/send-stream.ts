// The one sender: transactions to the ingestor over HTTP, singly or in batches, as fast as possible or at a fixed rate.
// Whatever is not known to be accepted is sent again with the same id.
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchResult, TransactionRequest } from '@ringtrace/contracts';
import { withKey } from './access.ts';
import { type Answer, type HttpClient, httpClient, judgeAnswer, type Reply } from './http-client.ts';
import { dueAtMs, type Punctuality, runOpenLoop } from './open-loop.ts';

export interface SendOptions {
  /** Of the ingestor, without a path. */
  url: string;
  requests: readonly TransactionRequest[];
  apiKey?: string;
  /** Transactions per HTTP request; more than one uses the batch endpoint. Default 1. */
  batchSize?: number;
  /** HTTP requests in flight at the same time. Default 32. */
  concurrency?: number;
  /** HTTP requests start evenly spread at this rate; by default each starts as soon as a connection is free. */
  ratePerSecond?: number;
  /** Of one try. Default 10 seconds. */
  timeoutMs?: number;
  /** How long to retry before a transaction counts as unknown; 0 disables retries. Default 60 seconds. */
  giveUpAfterMs?: number;
  onProgress?: (done: number) => void;
  /** Stops sending. Requests in flight become unknown; those not started appear nowhere. */
  signal?: AbortSignal;
}

export interface Acceptance {
  /** When it should have been sent, epoch milliseconds. A copy does not change it. */
  sentAtMs: number;
  /** From that moment to its 202, including the wait for a connection and retries. */
  latencyMs: number;
  tries: number;
}

export interface SendOutcome {
  /** By id: one per distinct accepted transaction. */
  accepted: Map<string, Acceptance>;
  refused: { id: string; status: number; body: string }[];
  /** Ids without a clear answer in time: they may or may not have been accepted. */
  unknown: string[];
  /** One per acceptance, copies included. */
  latenciesMs: number[];
  /** How late the sender itself was; only with `ratePerSecond`. */
  punctuality?: Punctuality;
}

/** Never rejects because of an answer; every transaction ends in exactly one part of the outcome. */
export async function sendStream(options: SendOptions): Promise<SendOutcome> {
  const { requests, apiKey, batchSize = 1, concurrency = 32, timeoutMs = 10_000 } = options;
  const { ratePerSecond, onProgress, signal } = options;
  const outcome: SendOutcome = { accepted: new Map(), refused: [], unknown: [], latenciesMs: [] };
  const client = httpClient({ maxConnections: concurrency, headers: withKey(apiKey), timeoutMs, signal });
  const count = Math.ceil(requests.length / batchSize);
  let done = 0;
  const send = async (index: number, intendedMs: number) => {
    const batch = requests.slice(index * batchSize, (index + 1) * batchSize);
    await sendBatch(client, batch, intendedMs, options, outcome);
    done += batch.length;
    onProgress?.(done);
  };
  if (ratePerSecond === undefined) {
    let next = 0;
    const lane = async () => {
      while (next < count && !signal?.aborted) await send(next++, performance.now());
    };
    await Promise.all(Array.from({ length: concurrency }, lane));
  } else {
    // Latency counts from the intended start: a stalled server must not be measured only by what it let begin.
    const startMs = performance.now();
    const sending: Promise<void>[] = [];
    const begin = (from: number, to: number) => {
      for (let index = from; index < to; index++)
        sending.push(send(index, startMs + dueAtMs(index, ratePerSecond)));
    };
    outcome.punctuality = await runOpenLoop(startMs, { ratePerSecond, count, begin, signal });
    await Promise.all(sending);
  }
  client.close();
  return outcome;
}

/** As `sendStream`, but throws unless every transaction is accepted. */
export async function sendAll(options: SendOptions): Promise<void> {
  const { refused, unknown } = await sendStream(options);
  options.signal?.throwIfAborted();
  const [first] = refused;
  if (first) throw new Error(`the ingestor refused a transaction: ${first.body}, status ${first.status}`);
  if (unknown.length > 0) throw new Error(`the ingestor did not accept ${unknown.length} transactions`);
}

async function sendBatch(
  client: HttpClient,
  batch: readonly TransactionRequest[],
  intendedMs: number,
  { url, batchSize = 1, giveUpAfterMs = 60_000, signal }: SendOptions,
  outcome: SendOutcome,
): Promise<void> {
  const isBatch = batchSize > 1;
  const target = `${url}/v1/transactions${isBatch ? '/batch' : ''}`;
  const sentAtMs = Date.now() - (performance.now() - intendedMs);
  let left = batch;
  for (let tries = 1; ; tries++) {
    const reply = await client.post(target, JSON.stringify(isBatch ? { transactions: left } : left[0]));
    const latencyMs = performance.now() - intendedMs;
    const answers = answersTo(left, reply, isBatch);
    let waitMs = 0;
    left = left.filter(({ id }, index) => {
      const { answer, body } = answers[index] ?? noAnswer;
      if (answer.kind === 'accepted') {
        outcome.latenciesMs.push(latencyMs);
        if (!outcome.accepted.has(id)) outcome.accepted.set(id, { sentAtMs, latencyMs, tries });
      } else if (answer.kind === 'refused') {
        outcome.refused.push({ id, status: answer.status, body });
      } else waitMs = Math.max(waitMs, answer.waitMs);
      return answer.kind === 'again';
    });
    if (left.length === 0) return;
    if (latencyMs + waitMs > giveUpAfterMs || signal?.aborted) {
      outcome.unknown.push(...left.map(({ id }) => id));
      return;
    }
    await sleep(waitMs);
  }
}

interface ItemAnswer {
  answer: Answer;
  body: string;
}

const noAnswer: ItemAnswer = { answer: judgeAnswer(undefined, null, 0), body: '' };

function answersTo(batch: readonly TransactionRequest[], reply: Reply, isBatch: boolean): ItemAnswer[] {
  const { status, retryAfter, body } = reply;
  if (isBatch && status === 200) return (JSON.parse(body) as BatchResult).results.map(ofItem);
  const answer = judgeAnswer(status, retryAfter, Date.now());
  return batch.map(() => ({ answer, body }));
}

function ofItem(result: BatchResult['results'][number]): ItemAnswer {
  if (result.status !== 'rejected') return { answer: { kind: 'accepted' }, body: '' };
  const { status, title, errors = [] } = result.problem;
  const fields = errors.map(({ field, message }) => `${field} ${message}`);
  return { answer: judgeAnswer(status, null, 0), body: `${title} (${fields.join(', ')})` };
}
