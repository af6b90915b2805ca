// Sends a stream in batches over HTTP. How fast does not matter here, that nothing is lost does: what is not known to be
// accepted is sent again under the same id.
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchResult, TransactionRequest } from '@ringtrace/contracts';
import { judgeAnswer } from '../../pipeline/judge-answer.ts';

export interface BatchOptions {
  /** Of the ingestor, with no path. */
  url: string;
  requests: readonly TransactionRequest[];
  onProgress(accepted: number): void;
  signal: AbortSignal;
}

const itemsPerBatch = 200;
const underWay = 4;
const maxTries = 50;

/** Resolves when all are accepted. Throws when one is refused for what it is, or when the ingestor stays unable. */
export async function sendBatches({ url, requests, onProgress, signal }: BatchOptions): Promise<void> {
  let next = 0;
  let accepted = 0;
  const lane = async () => {
    while (next < requests.length) {
      const batch = requests.slice(next, next + itemsPerBatch);
      next += itemsPerBatch;
      await sendBatch(`${url}/v1/transactions/batch`, batch, signal);
      accepted += batch.length;
      onProgress(accepted);
    }
  };
  await Promise.all(Array.from({ length: underWay }, lane));
}

async function sendBatch(
  url: string,
  batch: readonly TransactionRequest[],
  signal: AbortSignal,
): Promise<void> {
  let left = batch;
  for (let tries = 0; tries < maxTries; tries++) {
    signal.throwIfAborted();
    const { results, waitMs } = await post(url, left, signal);
    left = left.filter((_, index) => !isAccepted(results[index]));
    if (left.length === 0) return;
    await sleep(waitMs, undefined, { signal });
  }
  throw new Error(`the ingestor did not accept ${left.length} transactions after ${maxTries} tries`);
}

type Result = BatchResult['results'][number];

function isAccepted(result: Result | undefined): boolean {
  if (result?.status !== 'rejected') return result !== undefined;
  if (judgeAnswer(result.problem.status, null, 0).kind === 'again') return false;
  const fields = (result.problem.errors ?? []).map(({ field, message }) => `${field} ${message}`);
  throw new Error(`the ingestor refused a transaction: ${result.problem.title} (${fields.join(', ')})`);
}

async function post(url: string, transactions: readonly TransactionRequest[], signal: AbortSignal) {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ transactions }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
  }).catch((error) => {
    signal.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    return undefined;
  });
  if (reply?.ok) {
    const { results } = (await reply.json()) as BatchResult;
    return { results, waitMs: 200 };
  }
  await reply?.body?.cancel();
  const answer = judgeAnswer(reply?.status, reply?.headers.get('retry-after') ?? null, Date.now());
  if (answer.kind === 'again') return { results: [] as Result[], waitMs: answer.waitMs };
  throw new Error(`the ingestor answered a batch with status ${reply?.status}`);
}
