// The steps of the demo that take more than a line; main.ts runs them in order.

import { type Ring, ring } from '@ringtrace/contracts';
import { withKey } from '../pipeline/access.ts';
import type { Outcomes } from '../pipeline/collect-outcomes.ts';
import { type SendOutcome, sendStream } from '../pipeline/send-stream.ts';
import type { Backends } from '../pipeline/servers/addresses.ts';
import type { Pipeline } from '../pipeline/start-services.ts';
import { findTrace, printTrace } from '../pipeline/trace/trace-tree.ts';
import { note, ProgressBar } from '../program.ts';
import { generateTraffic, type Traffic } from '../traffic/demo/generate-traffic.ts';
import { type Comparison, compareOutcomes, differences } from './compare-outcomes.ts';
import type { DemoOptions } from './options.ts';

const spanMs = 6 * 3_600_000;

/** The same stream for the same seed, ending now. Ids are new in every run. */
export function makeTraffic({ seed, transactions }: DemoOptions, nowMs: number): Traffic {
  const idPrefix = `demo-${Math.floor(nowMs / 1_000).toString(36)}`;
  return generateTraffic({
    seed,
    transactions,
    spanMs,
    startAtMs: nowMs - spanMs,
    duplicates: 0.02,
    idPrefix,
  });
}

export async function send(
  { requests }: Traffic,
  url: string,
  apiKey: string,
  { rate }: DemoOptions,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const bar = new ProgressBar('sending', requests.length);
  const onProgress = (done: number) => bar.update(done);
  const sent = await sendStream({ url, apiKey, requests, ratePerSecond: rate, signal, onProgress });
  signal.throwIfAborted();
  return sent;
}

/** Waits until every accepted transaction has a verdict or a dead letter, and late findings have upgraded verdicts. */
export async function untilJudged(
  traffic: Traffic,
  sent: SendOutcome,
  outcomes: Outcomes,
  signal: AbortSignal,
): Promise<Comparison> {
  const bar = new ProgressBar('judged', sent.accepted.size);
  const ended = () => {
    const dead = new Set(deadLetterIds(outcomes));
    return [...sent.accepted.keys()].filter((id) => outcomes.verdicts.has(id) || dead.has(id)).length;
  };
  const compare = () => compareOutcomes(traffic, observe(sent, outcomes));
  const timeoutMs = 60_000 + traffic.labels.size * 20;
  // A timeout is a result too: the comparison then shows what is missing.
  const within = (condition: () => boolean, wait: { timeoutMs: number; what: string }) =>
    outcomes.waitFor(condition, { ...wait, signal }).catch((error) => {
      signal.throwIfAborted();
      note(error.message);
    });
  await within(
    () => {
      const count = ended();
      bar.update(count);
      return count === sent.accepted.size;
    },
    { timeoutMs, what: 'every accepted transaction to be judged' },
  );
  await within(() => differences(compare()).length === 0, {
    timeoutMs: 15_000,
    what: 'verdicts to match their labels',
  });
  return compare();
}

function observe({ accepted }: SendOutcome, outcomes: Outcomes) {
  return {
    accepted: accepted.keys(),
    verdicts: new Map([...outcomes.verdicts].map(([id, { verdict }]) => [id, verdict])),
    deadLetters: deadLetterIds(outcomes),
  };
}

function deadLetterIds({ deadLetters }: Outcomes): string[] {
  return [...deadLetters.values()].flatMap(({ key }) => (key === null ? [] : [key]));
}

/** The last ring member sent: it completed its ring when the pipeline was already warm. */
export function fraudulent({ requests, rings }: Traffic): string {
  const members = new Set(rings.flatMap((ring) => ring.members));
  return requests.findLast(({ id }) => members.has(id))?.id ?? '';
}

/** The trace of one transaction from request to verdict, or why it cannot be shown. */
export async function traceText(
  { agentUrl, origins }: Pick<Backends, 'agentUrl' | 'origins'>,
  id: string,
  signal: AbortSignal,
): Promise<string> {
  const expected = ['kafka.produce', 'kafka.queue', 'kafka.consume', 'neo4j.query'];
  try {
    return printTrace(await findTrace(agentUrl, id, { expected, timeoutMs: 30_000, signal }));
  } catch (error) {
    // Only the test agent can list the spans it received.
    if (origins.agent === 'given') return 'sent to the agent that DD_TRACE_AGENT_URL names; look there';
    throw error;
  }
}

/** Resolves with a description when a service exits unexpectedly. */
export async function unexpectedEnd({ ingestor, analyzer }: Pipeline): Promise<string> {
  const end = await Promise.race(
    [ingestor, analyzer].map((service) => service.exited.then((exit) => ({ ...service, ...exit }))),
  );
  const how = end.signal ? `was ended by ${end.signal}` : `ended with exit code ${end.code}`;
  return `${end.name} ${how}, see ${end.logFile}`;
}

/**
 * Sends one payment and resolves with the milliseconds until its verdict. It warms the pipeline up: the database compiles
 * its first plans and the consumer joins its group, so that the stream does not measure the start. It shares no account,
 * card or device with the stream.
 */
export async function firstPayment(
  url: string,
  apiKey: string,
  outcomes: Outcomes,
  signal: AbortSignal,
): Promise<number> {
  const beginMs = Date.now();
  const id = `first-${beginMs.toString(36)}`;
  const request = {
    id,
    occurredAt: new Date(beginMs).toISOString(),
    amountMinor: 1_000,
    currency: 'CHF',
    type: 'transfer' as const,
    payer: { accountId: 'account-first' },
    payee: { accountId: 'account-second' },
    card: 'card-first',
    device: 'device-first',
  };
  await sendStream({ url, apiKey, requests: [request], signal });
  const what = 'the verdict on a first payment';
  await outcomes.waitFor(({ verdicts }) => verdicts.has(id), { timeoutMs: 60_000, what, signal });
  return Date.now() - beginMs;
}

const pageSize = 1_000;

/** All findings of all rules first found at or after `since`, oldest first, from GET /v1/rings page by page. */
export async function readRings(analyzerUrl: string, apiKey: string, since: Date): Promise<Ring[]> {
  const rings: Ring[] = [];
  let cursor = { since: since.toISOString(), after: '' };
  for (;;) {
    const query = new URLSearchParams({ ...cursor, limit: String(pageSize) });
    const answer = await fetch(`${analyzerUrl}/v1/rings?${query}`, { headers: withKey(apiKey) });
    if (!answer.ok) throw new Error(`GET /v1/rings answered ${answer.status}`);
    const { data } = (await answer.json()) as { data: unknown[] };
    const page = data.map((one) => ring.parse(one));
    rings.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return rings;
    cursor = { since: last.foundAt, after: last.id };
  }
}
