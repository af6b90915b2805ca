// Is an installed pipeline well? One harmless transaction is sent and its verdict waited for, as a client would. Run by
// `helm test`, by `skaffold verify`, or by hand: node dist/smoke.js
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  decisionIn,
  explain,
  readSettings,
  sendAgain,
  smokeTransaction,
  usage,
} from './smoke-plan.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    say(usage);
    return 0;
  }
  const settings = readSettings(process.env);
  if (settings === undefined) {
    say(
      `INGESTOR_URL and ANALYZER_URL must be http(s)://host:port, SMOKE_TIMEOUT_MS 1 to 3600000.\n${usage}`,
    );
    return 2;
  }
  const { ingestor, analyzer, timeoutMs } = settings;
  const credential = readCredential();
  if (credential === undefined) {
    say('SMOKE_API_KEY_FILE names a file that cannot be read, or that holds no key.');
    return 2;
  }
  const endMs = Date.now() + timeoutMs;
  const id = `smoke-${randomUUID()}`;
  const sent = await until(endMs, sendAgain, `${ingestor}/v1/transactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...credential },
    body: JSON.stringify(smokeTransaction(id, new Date())),
  });
  if (sent.status !== 202) {
    say(`failed: not accepted, ${explain('ingestor', ingestor, sent)}`);
    return 1;
  }
  say(`accepted: ${id}`);
  const noVerdict = (answer: Answer) => decisionIn(answer, id) === undefined;
  const judged = await until(endMs, noVerdict, `${analyzer}/v1/verdicts/${id}`, {
    headers: credential,
  });
  if (noVerdict(judged)) {
    say(`failed: no verdict in ${timeoutMs / 1000} s, ${explain('analyzer', analyzer, judged)}`);
    return 1;
  }
  say(`judged: ${decisionIn(judged, id)}`);
  return 0;
}

/** Undefined: there should be a key, and is none. */
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

/** Asks until there is no reason to ask again or the time is over, and gives the last answer. */
async function until(
  endMs: number,
  again: (answer: Answer) => boolean,
  url: string,
  init: RequestInit = {},
): Promise<Answer> {
  for (;;) {
    const leftMs = Math.max(endMs - Date.now(), 1);
    const answer = await ask(url, { ...init, signal: AbortSignal.timeout(Math.min(leftMs, 5_000)) });
    if (!again(answer) || Date.now() + 500 >= endMs) return answer;
    await sleep(500);
  }
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, init);
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const { cause, name } = error as Error & { cause?: { code?: string } };
    return { status: undefined, text: cause?.code ?? name };
  }
}

process.exitCode = await main();
