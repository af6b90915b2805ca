// The shipped rules on a real graph: their borders, and that neither order nor slicing changes what is found.
import { randomBytes } from 'node:crypto';
import { findingKey, generateTraffic, judge, Random } from '@ringtrace/bench';
import type { TransactionEvent, TransactionRequest } from '@ringtrace/contracts';
import { type Backends, startBackends } from '@ringtrace/local';
import { createLogger, Metrics } from '@ringtrace/telemetry';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { GraphSchemaRepository } from '../graph/graph-schema.repository.ts';
import { TransactionRepository } from '../graph/transaction.repository.ts';
import { FindingRepository } from '../verdict/finding.repository.ts';
import { RuleRepository } from './rule.repository.ts';
import { RuleRunner } from './rule.runner.ts';

let backends: Backends;
let neo4j: TracedNeo4j;
let transactions: TransactionRepository;
let rules: RuleRunner;
let findings: FindingRepository;

beforeAll(async () => {
  backends = await startBackends({ instance: `rules-${randomBytes(3).toString('hex')}`, only: ['neo4j'] });
  neo4j = new TracedNeo4j(backends.neo4j);
  const logger = createLogger({ service: 'test', level: 'silent' });
  const metrics = new Metrics();
  const schema = new GraphSchemaRepository(neo4j, logger);
  await schema.applyUntilDone([], new AbortController().signal);
  transactions = new TransactionRepository(neo4j, schema, logger, metrics);
  rules = new RuleRunner(neo4j, new RuleRepository(), metrics);
  findings = new FindingRepository(neo4j, metrics);
}, 120_000);

afterAll(async () => {
  await neo4j?.onApplicationShutdown();
  await backends?.stop({ removeData: true });
}, 60_000);

/** Judges the requests in slices of these sizes, in turn, and returns the keys of all findings with that id prefix. */
async function found(requests: TransactionRequest[], prefix: string, sizes = [100]): Promise<string[]> {
  const waiting = [...requests];
  for (let turn = 0; waiting.length > 0; turn++) {
    const slice = waiting.splice(0, sizes[turn % sizes.length]);
    const rows = await transactions.write(slice.map(toEvent));
    await findings.store(rows, await rules.evaluate(rows));
  }
  const rings = await findings.readRings(new Date(0), 100_000);
  return rings
    .filter((ring) => ring.members[0]?.startsWith(prefix))
    .map(findingKey)
    .sort();
}

function toEvent(request: TransactionRequest): TransactionEvent {
  const { payer, payee, occurredAt, merchantId: _, ip: __, ...same } = request;
  return {
    ...same,
    schemaVersion: 1,
    occurredAtMs: Date.parse(occurredAt),
    payerAccount: `k1:${payer.accountId}`,
    payeeAccount: `k1:${payee.accountId}`,
  };
}

const minute = 60_000;
const begin = Date.parse('2026-03-01T00:00:00Z');
let cases = 0;

/** One payment a row: payer, payee, milliseconds after the begin, amount, and more. Each case has its own accounts. */
function payments(rows: [string, string, number, number, Partial<TransactionRequest>?][]) {
  const prefix = `case${++cases}-`;
  const requests = rows.map(
    ([payer, payee, afterMs, amountMinor, more = {}], index): TransactionRequest => ({
      id: `${prefix}${index}`,
      occurredAt: new Date(begin + afterMs).toISOString(),
      amountMinor,
      currency: 'EUR',
      type: 'transfer',
      payer: { accountId: prefix + payer },
      payee: { accountId: prefix + payee },
      ...more,
    }),
  );
  return { prefix, requests };
}

const card = (
  afterMs: number,
  name = 'c',
  device = 'd',
): [string, string, number, number, Partial<TransactionRequest>] => [
  'x',
  'y',
  afterMs,
  1,
  { card: `${cases}-${name}`, device: `${cases}-${device}` },
];

describe('shared-card-and-device', () => {
  it.each([
    ['five minutes apart', () => [card(0), card(5 * minute)], 1],
    ['at the same moment', () => [card(0), card(0)], 1],
    ['three within the window', () => [card(0), card(minute), card(2 * minute)], 3],
    ['a millisecond more', () => [card(0), card(5 * minute + 1)], 0],
    ['another device', () => [card(0), card(1, 'c', 'other')], 0],
    ['another card', () => [card(0), card(1, 'other')], 0],
    ['alone', () => [card(0)], 0],
  ])('%s', async (_, rows, count) => {
    const { prefix, requests } = payments(rows());
    const keys = await found(requests, prefix);
    expect(keys).toHaveLength(count);
    expect(keys.every((key) => key.startsWith('shared-card-and-device '))).toBe(true);
  });
});

describe('ring', () => {
  it.each<[string, Parameters<typeof payments>[0], number]>([
    [
      'three accounts',
      [
        ['a', 'b', 0, 100],
        ['b', 'c', 1, 95],
        ['c', 'a', 2, 90],
      ],
      1,
    ],
    [
      'five accounts',
      [
        ['a', 'b', 0, 100],
        ['b', 'c', 1, 100],
        ['c', 'd', 2, 100],
        ['d', 'e', 3, 100],
        ['e', 'a', 4, 100],
      ],
      1,
    ],
    [
      'an hour from first to last, all at once in the middle',
      [
        ['a', 'b', 0, 100],
        ['b', 'c', minute, 100],
        ['c', 'a', 60 * minute, 100],
      ],
      1,
    ],
    [
      'all at one moment',
      [
        ['a', 'b', 0, 100],
        ['b', 'c', 0, 100],
        ['c', 'a', 0, 100],
      ],
      1,
    ],
    [
      'the smallest at 80 %',
      [
        ['a', 'b', 0, 100],
        ['b', 'c', 1, 80],
        ['c', 'a', 2, 90],
      ],
      1,
    ],
    [
      'two payments on one leg make two rings',
      [
        ['a', 'b', 0, 100],
        ['b', 'c', 1, 95],
        ['b', 'c', 2, 95],
        ['c', 'a', 3, 90],
      ],
      2,
    ],
    [
      'two accounts',
      [
        ['a', 'b', 0, 100],
        ['b', 'a', 1, 100],
      ],
      0,
    ],
    [
      'six accounts',
      [
        ['a', 'b', 0, 9],
        ['b', 'c', 1, 9],
        ['c', 'd', 2, 9],
        ['d', 'e', 3, 9],
        ['e', 'f', 4, 9],
        ['f', 'a', 5, 9],
      ],
      0,
    ],
    [
      'open',
      [
        ['a', 'b', 0, 100],
        ['b', 'c', 1, 100],
        ['c', 'd', 2, 100],
      ],
      0,
    ],
    [
      'a millisecond over the hour',
      [
        ['a', 'b', 0, 100],
        ['b', 'c', 1, 100],
        ['c', 'a', 60 * minute + 1, 100],
      ],
      0,
    ],
    [
      'under 80 %',
      [
        ['a', 'b', 0, 1000],
        ['b', 'c', 1, 799],
        ['c', 'a', 2, 900],
      ],
      0,
    ],
    [
      'against the time',
      [
        ['a', 'b', 3, 100],
        ['b', 'c', 2, 100],
        ['c', 'd', 1, 100],
        ['d', 'a', 0, 100],
      ],
      0,
    ],
    [
      'two currencies',
      [
        ['a', 'b', 0, 100],
        ['b', 'c', 1, 100, { currency: 'USD' }],
        ['c', 'a', 2, 100],
      ],
      0,
    ],
    [
      'an account twice',
      [
        ['a', 'b', 0, 100],
        ['b', 'a', 1, 100],
        ['a', 'c', 2, 100],
        ['c', 'a', 3, 100],
      ],
      0,
    ],
    [
      'to itself',
      [
        ['a', 'a', 0, 100],
        ['a', 'b', 1, 100],
        ['b', 'a', 2, 100],
      ],
      0,
    ],
  ])('%s', async (_, rows, count) => {
    const { prefix, requests } = payments(rows);
    expect(await found(requests, prefix)).toHaveLength(count);
    // and the reference model, which knows no graph, agrees
    expect(judge(requests).findings).toHaveLength(count);
  });

  it('is told from its earliest payment on, with accounts, amounts and times in that order', async () => {
    const { prefix, requests } = payments([
      ['c', 'a', 3, 90],
      ['a', 'b', 1, 100],
      ['b', 'c', 2, 95],
    ]);
    await found(requests, prefix);
    const ring = (await findings.readRings(new Date(0), 100_000)).find((each) =>
      each.members[0]?.startsWith(prefix),
    );
    expect(ring).toMatchObject({
      rule: 'ring',
      members: [1, 2, 0].map((index) => `${prefix}${index}`),
      evidence: {
        accounts: ['a', 'b', 'c'].map((name) => `k1:${prefix}${name}`),
        amountsMinor: [100, 95, 90],
        occurredAtMs: [1, 2, 3].map((after) => begin + after),
        currency: 'EUR',
      },
      truncated: false,
    });
  });
});

describe('findings', () => {
  it('can be read page by page, each once, though many were found at one moment', async () => {
    const { prefix, requests } = payments(Array.from({ length: 8 }, () => card(0)));
    expect(await found(requests, prefix)).toHaveLength(28);
    const all = await findings.readRings(new Date(0), 100_000);
    const paged = [];
    for (let place = { since: new Date(0), after: '' }; ; ) {
      const [next] = await findings.readRings(place.since, 1, place.after);
      if (next === undefined) break;
      paged.push(next.id);
      place = { since: new Date(next.foundAt), after: next.id };
    }
    expect(paged).toEqual(all.map((ring) => ring.id));
  });

  it.each([21, 22, 23])(
    'are those of the reference model, in whatever order and slices (seed %i)',
    async (seed) => {
      const random = new Random(seed);
      const prefix = `seed${seed}-`;
      const { requests } = generateTraffic({
        seed,
        transactions: 400,
        startAtMs: begin + seed * 86_400_000,
        duplicates: 0.1,
        idPrefix: prefix,
      });
      const shuffled = requests
        .map((request) => ({ request, place: random.integer(0, 1_000_000) }))
        .sort((a, b) => a.place - b.place)
        .map(({ request }) => request);
      expect(await found(shuffled, prefix, [1, 37, 5, 120])).toEqual(
        judge(requests).findings.map(findingKey).sort(),
      );
    },
    120_000,
  );
});
