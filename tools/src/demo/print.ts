// The texts of the demo. Pure.

import type { Ring } from '@ringtrace/contracts';
import type { SendOutcome } from '../pipeline/send-stream.ts';
import type { Backends } from '../pipeline/servers/addresses.ts';
import type { Pipeline } from '../pipeline/start-services.ts';
import { type LatencySummary, summariseLatencies } from '../statistics.ts';
import type { Traffic } from '../traffic/demo/generate-traffic.ts';
import type { Comparison } from './compare-outcomes.ts';

/** What the demo is about to send. */
export function printIntroduction({
  requests,
  labels,
  planted,
  rings,
  sharedCards,
  lookAlikes,
}: Traffic): string {
  const copies = requests.length - labels.size;
  const others = planted.filter(({ rule }) => rule !== 'ring' && rule !== 'shared-card-and-device');
  const kinds = (of: string[]) => [...new Set(of)].join(', ');
  return [
    `${labels.size.toLocaleString('en')} transactions, ${copies} of them sent twice, some late. Among them:`,
    `${rings.length} rings, ${sharedCards.length} stolen cards used from one device,`,
    ...wrap(`${others.length} other patterns of fraud: ${kinds(others.map(({ rule }) => rule))};`),
    ...wrap(`${lookAlikes.length} innocent look-alikes: ${kinds(lookAlikes.map(({ kind }) => kind))}`),
  ].join('\n');
}

/** Lines of at most 100 characters, broken at spaces. */
function wrap(text: string): string[] {
  return text.match(/.{1,100}(?= |$)/g)?.map((line) => line.trim()) ?? [];
}

/** Two lines per ring: when it happened, and where the money went. Account tokens are shortened. */
export function printRings(rings: readonly Ring[]): string {
  return rings.map((ring, index) => printRing(ring, String(index + 1).padStart(3))).join('\n');
}

function printRing({ evidence: { payments } }: Ring, number: string): string {
  const times = payments.map(({ occurredAtMs }) => occurredAtMs);
  const [startMs, endMs] = [Math.min(...times), Math.max(...times)];
  const minutes = Math.round((endMs - startMs) / 60_000);
  const currency = payments[0]?.currency ?? '';
  const hops = payments.map(
    ({ payerAccount, amountMinor }) => `${token(payerAccount)} ─${amount(amountMinor, currency)}→ `,
  );
  return [
    `${number}  ${clock(startMs)} to ${clock(endMs)} (${minutes} min), ${payments.length} accounts, ${currency}`,
    `     ${hops.join('')}${token(payments[0]?.payerAccount ?? '')}`,
  ].join('\n');
}

/** `k1:Zm9v…` becomes `⟨Zm9v⟩`; the brackets mark it as a token, not an account number. */
export function token(text: string): string {
  return `⟨${text.slice(text.indexOf(':') + 1).slice(0, 6)}⟩`;
}

/** In major units, with the currency's number of decimals. */
export function amount(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return (minor / 10 ** digits).toLocaleString('en', options);
}

const clock = (atMs: number) => new Date(atMs).toISOString().slice(11, 19);

/** For all payments and for the second half, because caches, plans and code are cold at first. */
export function printLatencies(
  sent: SendOutcome,
  verdicts: ReadonlyMap<string, { firstAtMs: number }>,
): string {
  const inOrder = [...sent.accepted].sort(([, a], [, b]) => a.sentAtMs - b.sentAtMs);
  const verdictMs = (accepted: typeof inOrder) =>
    accepted.flatMap(([id, { sentAtMs }]) => {
      const verdict = verdicts.get(id);
      return verdict ? [verdict.firstAtMs - sentAtMs] : [];
    });
  const laterHalf = inOrder.slice(Math.floor(inOrder.length / 2));
  const acceptedMs = (accepted: typeof inOrder) => accepted.map(([, { latencyMs }]) => latencyMs);
  return [
    line('202: the broker has it', summariseLatencies(acceptedMs(inOrder))),
    line('   the second half', summariseLatencies(acceptedMs(laterHalf))),
    line('verdict on its topic', summariseLatencies(verdictMs(inOrder))),
    line('   the second half', summariseLatencies(verdictMs(laterHalf))),
  ].join('\n');
}

function line(name: string, { p50, p95, count }: LatencySummary): string {
  return `${name.padEnd(24)} p50 ${ms(p50)}   p95 ${ms(p95)}   (${count.toLocaleString('en')} measured)`;
}

const ms = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`.padStart(9);

/** One line per rule, then the counts that must be zero. */
export function printComparison(compared: Comparison): string {
  const { accepted, verdicts, deadLetters, rules, wrongLabels, lookAlikes, lookAlikesFlagged } = compared;
  const rows = [
    ...rules.map(({ rule, planted, found, invented }) => [
      rule,
      planted,
      'found',
      found,
      'found but not planted',
      invented.length,
    ]),
    ['innocent look-alikes', lookAlikes, 'flagged', lookAlikesFlagged.length],
    ['verdicts', verdicts, 'other than the label', wrongLabels.length],
    ['accepted', accepted, '= verdicts', verdicts, '+ dead letters', deadLetters],
  ];
  return rows.map((row) => row.map(format).join(' ')).join('\n');
}

function format(cell: string | number | undefined, index: number): string {
  const text = typeof cell === 'number' ? cell.toLocaleString('en') : String(cell);
  if (index === 0) return text.padEnd(22);
  return typeof cell === 'number' ? text.padStart(5) : ` ${text}`;
}

/** What a newcomer can open next. */
export interface NextSteps {
  backends: Pick<Backends, 'agentUrl' | 'kafkaBrokers' | 'neo4j'>;
  pipeline: Pick<Pipeline, 'ingestor' | 'analyzer'>;
  logFolder: string;
  transactionId: string;
  since: string;
}

export function nextSteps({ backends, pipeline, logFolder, transactionId, since }: NextSteps): string {
  const { ingestor, analyzer } = pipeline;
  const rows = [
    ['send transactions', `${ingestor.url}/docs`],
    ['read verdicts', `${analyzer.url}/docs`],
    ['the verdict on it', `${analyzer.url}/v1/verdicts/${transactionId}`],
    ['all rings', `${analyzer.url}/v1/rings?since=${since}`],
    ['', 'both with the key of step 2: curl -H "authorization: Bearer $KEY" …'],
    ['metrics', `${ingestor.url}/metrics`],
    ['', `${analyzer.url}/metrics`],
    ['every trace, as JSON', `${backends.agentUrl}/test/session/traces`],
    ['Kafka', backends.kafkaBrokers],
    ['graph', backends.neo4j.uri],
    ['logs', logFolder],
  ] as const;
  return rows.map(([what, where]) => `${what.padEnd(22)}${where}`).join('\n');
}
