// Is an installed pipeline well? One harmless transaction is sent and its verdict waited for, as a client would. Run by
// `helm test`, by `skaffold verify`, or by hand: node dist/smoke.js
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const usage = `Sends one transaction and waits for its verdict. Exit code 0: judged. 1: not. 2: not configured.
  INGESTOR_URL      where transactions are sent, http(s)://host:port
  ANALYZER_URL      where verdicts are read
  SMOKE_TIMEOUT_MS  how long all of it may take (default 60000)
`;
const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    say(usage);
    return 0;
  }
  const {
    INGESTOR_URL: ingestor = '',
    ANALYZER_URL: analyzer = '',
    SMOKE_TIMEOUT_MS = '60000',
  } = process.env;
  const timeoutMs = Number(SMOKE_TIMEOUT_MS);
  if (![ingestor, analyzer].every((url) => /^https?:\/\/\S+$/.test(url)) || !(timeoutMs > 0)) {
    say(`INGESTOR_URL and ANALYZER_URL must be http(s)://host:port, SMOKE_TIMEOUT_MS a number.\n${usage}`);
    return 2;
  }
  const endMs = Date.now() + timeoutMs;
  const id = `smoke-${randomUUID()}`;
  const sent = await until(endMs, async () => {
    const answer = await ask(`${ingestor}/v1/transactions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(transaction(id)),
    });
    // Unknown or overloaded: sent again with the same id, which the pipeline counts once.
    return { done: answer.status !== undefined && answer.status !== 503, answer };
  });
  if (sent.status !== 202) {
    say(
      `failed: the ingestor at ${ingestor} ${sent.text}; expected 202. Look at its /health/ready and its log`,
    );
    return 1;
  }
  say(`accepted: ${id}`);
  const judged = await until(endMs, async () => {
    const answer = await ask(`${analyzer}/v1/verdicts/${id}`);
    return { done: answer.status === 200, answer };
  });
  if (judged.status !== 200) {
    say(
      `failed: no verdict in ${timeoutMs / 1000} s, the analyzer at ${analyzer} ${judged.text}. Look at its /health/ready, its log, and the lag of its consumer group`,
    );
    return 1;
  }
  const { data } = JSON.parse(judged.text) as { data: { decision: string } };
  say(`judged: ${data.decision}`);
  return 0;
}

/** Two accounts that nobody else has, no card, no device: no rule can hit, now or later. */
const transaction = (id: string) => ({
  id,
  occurredAt: new Date().toISOString(),
  type: 'transfer',
  amountMinor: 1,
  currency: 'EUR',
  payer: { accountId: `${id}-payer` },
  payee: { accountId: `${id}-payee` },
});

interface Answer {
  /** Undefined where there was no answer. */
  status: number | undefined;
  /** The body of a 200, else what there was instead. */
  text: string;
}

async function until(
  endMs: number,
  attempt: () => Promise<{ done: boolean; answer: Answer }>,
): Promise<Answer> {
  for (;;) {
    const { done, answer } = await attempt();
    if (done || Date.now() >= endMs) return answer;
    await sleep(Math.min(500, Math.max(0, endMs - Date.now())));
  }
}

async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    return { status: response.status, text: response.ok ? text : `answered ${response.status} ${text}` };
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    return { status: undefined, text: `does not answer (${code ?? (error as Error).name})` };
  }
}

process.exitCode = await main();
