// Sends transactions to the ingestor as its clients do: several at a time over kept-alive connections, and again with
// the same id whenever it is not known whether one was taken.
import { setTimeout as sleep } from 'node:timers/promises';
import type { TransactionRequest } from '@ringtrace/contracts';
import { judgeAnswer } from './judge-answer.ts';
import { withKey } from './with-key.ts';

export interface SendOptions {
  /** Of the ingestor, with no path. */
  url: string;
  requests: readonly TransactionRequest[];
  /** Where the ingestor asks for one. */
  apiKey?: string;
  /** Requests under way at the same time. Default 32. */
  concurrency?: number;
  /** Start times are spread evenly at this rate; default: each as soon as there is room. */
  ratePerSecond?: number;
  /** Of one try. Default 10 seconds. */
  timeoutMs?: number;
  /** A request without an answer is unknown after this. Default 60 seconds. */
  giveUpAfterMs?: number;
  onProgress?: (done: number) => void;
  /** Ends the sending; what was under way is unknown, what was not begun appears nowhere. */
  signal?: AbortSignal;
}

export interface Acceptance {
  /** When it should have been sent, epoch milliseconds. A copy does not change it. */
  sentAtMs: number;
  /** From that moment to its 202, waiting for room and further tries included. */
  latencyMs: number;
  tries: number;
}

export interface SendOutcome {
  /** By id: one per distinct transaction that got a 202. */
  accepted: Map<string, Acceptance>;
  refused: { id: string; status: number; body: string }[];
  /** Ids that got no clear answer in time: they may or may not have been taken. */
  unknown: string[];
  /** One per 202, copies included. */
  latenciesMs: number[];
}

/** Never rejects because of an answer; every request ends in exactly one part of the outcome. */
export async function sendStream(options: SendOptions): Promise<SendOutcome> {
  const { requests, concurrency = 32, ratePerSecond, onProgress, signal } = options;
  const outcome: SendOutcome = { accepted: new Map(), refused: [], unknown: [], latenciesMs: [] };
  const beginMs = performance.now();
  let next = 0;
  let done = 0;

  // Each lane takes the next request. Latency counts from the intended start, so that a server that stalls is not
  // measured only by the few requests that it let begin.
  const lane = async () => {
    while (next < requests.length && !signal?.aborted) {
      const index = next++;
      const intendedMs = ratePerSecond ? beginMs + (index / ratePerSecond) * 1_000 : performance.now();
      await sleep(Math.max(0, intendedMs - performance.now()));
      await sendOne(requests[index] as TransactionRequest, intendedMs, options, outcome);
      onProgress?.(++done);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return outcome;
}

async function sendOne(
  request: TransactionRequest,
  intendedMs: number,
  { url, apiKey, timeoutMs = 10_000, giveUpAfterMs = 60_000, signal }: SendOptions,
  outcome: SendOutcome,
): Promise<void> {
  const { id } = request;
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...withKey(apiKey) },
    body: JSON.stringify(request),
  };
  const sentAtMs = Date.now() - (performance.now() - intendedMs);
  for (let tries = 1; ; tries++) {
    const { status, retryAfter, text } = await ask(`${url}/v1/transactions`, init, timeoutMs, signal);
    const answer = judgeAnswer(status, retryAfter, Date.now());
    if (answer.kind === 'accepted') {
      const latencyMs = performance.now() - intendedMs;
      outcome.latenciesMs.push(latencyMs);
      if (!outcome.accepted.has(id)) outcome.accepted.set(id, { sentAtMs, latencyMs, tries });
      return;
    }
    if (answer.kind === 'refused') {
      outcome.refused.push({ id, status: answer.status, body: text });
      return;
    }
    const usedMs = performance.now() - intendedMs + answer.waitMs;
    if (usedMs > giveUpAfterMs || signal?.aborted) {
      outcome.unknown.push(id);
      return;
    }
    await sleep(answer.waitMs);
  }
}

interface Reply {
  status: number | undefined;
  retryAfter: string | null;
  text: string;
}

/** A reply without a status when none came. */
async function ask(url: string, init: RequestInit, timeoutMs: number, signal?: AbortSignal): Promise<Reply> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      ...init,
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    });
    // Reading the body to its end frees the connection for the next request.
    const text = await response.text();
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text };
  } catch {
    return { status: undefined, retryAfter: null, text: '' };
  }
}
