// Smoke test of an installed pipeline: sends one harmless transaction as a client would and waits for its verdict. Run by
// `helm test`, by `skaffold verify`, or by hand: node dist/smoke.js
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  decisionIn,
  explain,
  isRetryable,
  readSettings,
  smokeTransaction,
  usage,
} from './smoke-plan.ts';

const print = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    print(usage);
    return 0;
  }
  const settings = readSettings(process.env);
  if (settings === undefined) {
    print(
      `INGESTOR_URL and ANALYZER_URL must be http(s)://host:port, SMOKE_TIMEOUT_MS 1 to 3600000.\n${usage}`,
    );
    return 2;
  }
  const { ingestor, analyzer, timeoutMs } = settings;
  const credential = readCredential();
  if (credential === undefined) {
    print('SMOKE_API_KEY_FILE names a file that cannot be read or contains no key.');
    return 2;
  }
  const endMs = performance.now() + timeoutMs;
  const id = `smoke-${randomUUID()}`;
  const sent = await requestWhile(isRetryable, endMs, `${ingestor}/v1/transactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...credential },
    body: JSON.stringify(smokeTransaction(id, new Date())),
  });
  if (sent.status !== 202) {
    print(`failed: not accepted, ${explain('ingestor', ingestor, sent)}`);
    return 1;
  }
  print(`accepted: ${id}`);
  const noVerdict = (answer: Answer) => decisionIn(answer, id) === undefined;
  const judged = await requestWhile(noVerdict, endMs, `${analyzer}/v1/verdicts/${id}`, {
    headers: credential,
  });
  if (noVerdict(judged)) {
    print(`failed: no verdict in ${timeoutMs / 1000} s, ${explain('analyzer', analyzer, judged)}`);
    return 1;
  }
  print(`judged: ${decisionIn(judged, id)}`);
  return 0;
}

/** Undefined if a key file is configured but contains no key. */
function readCredential(): Record<string, string> | undefined {
  const file = process.env.SMOKE_API_KEY_FILE;
  if (!file) return {};
  try {
    const key = readFileSync(file, 'utf8').trim();
    return /^[\x21-\x7e]+$/.test(key) ? { authorization: `Bearer ${key}` } : undefined;
  } catch {
    return undefined;
  }
}

/** Repeats the request while `shouldRetry` says so, until `endMs`. Returns the last response. */
async function requestWhile(
  shouldRetry: (answer: Answer) => boolean,
  endMs: number,
  url: string,
  init: RequestInit = {},
): Promise<Answer> {
  for (;;) {
    const leftMs = Math.max(endMs - performance.now(), 1);
    const answer = await request(url, {
      ...init,
      signal: AbortSignal.timeout(Math.ceil(Math.min(leftMs, 5_000))),
    });
    if (!shouldRetry(answer) || performance.now() + 500 >= endMs) return answer;
    await sleep(500);
  }
}

async function request(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, init);
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const { cause, name } = error as Error & { cause?: { code?: string } };
    return { status: undefined, text: cause?.code ?? name };
  }
}

process.exitCode = await main();
