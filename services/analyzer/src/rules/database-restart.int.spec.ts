// After a restart the database has no plans. A rule whose plan takes longer than its time limit must still see every payment.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TransactionEvent, Verdict } from '@ringtrace/contracts';
import { type Backends, startBackends, waitUntil } from '@ringtrace/tools';
import { classifyNeo4jError } from '@ringtrace/traced-neo4j';
import { Analyzer, toEvent } from '../analyzers.fixture.ts';
import { parseRule } from './rule.ts';
import { readShippedRules } from './rule-source.repository.ts';
import { slowToPlan, slowToPlanId } from './slow-to-plan.fixture.ts';

const instance = `restart-${randomBytes(3).toString('hex')}`;
const begin = Date.parse('2026-03-01T12:00:00Z');

let backends: Backends;
let analyzer: Analyzer;

const start = () => startBackends({ instance, only: ['neo4j'], own: true });

beforeAll(async () => {
  backends = await start();
  const ring = (await readShippedRules()).filter(({ id }) => id === 'ring');
  // Planning it takes several times its time limit.
  const slow = parseRule(`${slowToPlanId}.cypher`, slowToPlan());
  analyzer = new Analyzer(backends.neo4j, [...ring, slow], 1_500);
  await analyzer.ready();
}, 180_000);

afterAll(async () => {
  await analyzer?.stop();
  await backends?.stop({ removeData: true });
}, 60_000);

const payment = (id: string, payer: string, payee: string, atMs: number, amountMinor: number) =>
  toEvent({
    id,
    occurredAt: new Date(begin + atMs).toISOString(),
    amountMinor,
    currency: 'EUR',
    type: 'transfer',
    payer: { accountId: payer },
    payee: { accountId: payee },
  });

const ringOf = (p: string) => [
  payment(`${p}1`, `${p}a`, `${p}b`, 1, 100_000),
  payment(`${p}2`, `${p}b`, `${p}c`, 2, 85_000),
  payment(`${p}3`, `${p}c`, `${p}a`, 3, 75_000),
];

async function killAndRestart(): Promise<void> {
  const stateFile = fileURLToPath(new URL(`../../../../.local/${instance}/state.json`, import.meta.url));
  process.kill(JSON.parse(readFileSync(stateFile, 'utf8')).running.neo4j.pid, 'SIGKILL');
  backends = await start();
}

/** As the transport does: a transient failure is tried again. */
function judgeUntilDone(batch: TransactionEvent[]): Promise<Verdict[]> {
  const judge = () =>
    analyzer.judge(batch).catch((error) => {
      if (classifyNeo4jError(error) === 'permanent') throw error;
      return undefined;
    });
  return waitUntil(judge, { timeoutMs: 120_000, what: 'the batch to be judged', everyMs: 50 }) as Promise<
    Verdict[]
  >;
}

const seen = (verdicts: Verdict[]) =>
  verdicts
    .map(({ transactionId, truncated, findings }) => [
      transactionId,
      truncated,
      ...findings.map(({ rule }) => rule).sort(),
    ])
    .sort();

it.each([
  ['a batch that meets the dead database', true],
  // The connection pool notices that its connections are closed, and says nothing.
  ['no batch until it is back', false],
])(
  'with %s, no rule is cut off and the ring is found',
  async (name, meetsDeadDatabase) => {
    const [first, second, third] = ringOf(meetsDeadDatabase ? 'x' : 'y') as [
      TransactionEvent,
      TransactionEvent,
      TransactionEvent,
    ];
    await judgeUntilDone([first, second]);
    const before = ['ring', slowToPlanId].map((id) => analyzer.statistics.of(id).cutOffs);
    // when
    const restarting = killAndRestart();
    const judging = meetsDeadDatabase
      ? judgeUntilDone([third])
      : restarting.then(() => judgeUntilDone([third]));
    await restarting;
    // then
    expect(seen(await judging)).toEqual(
      [first, second, third].map(({ id }) => [id, false, 'ring', slowToPlanId]),
    );
    expect([name, ...['ring', slowToPlanId].map((id) => analyzer.statistics.of(id).cutOffs)]).toEqual([
      name,
      ...before,
    ]);
  },
  300_000,
);
