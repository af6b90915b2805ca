// When a rule is skipped for a transaction, every verdict that may miss a finding because of that says so.
import type { TransactionEvent } from '@ringtrace/contracts';
import { RuleWorld } from '../../rules/rule-world.fixture.ts';
import { Analyzer, toEvent } from '../analyzers.fixture.ts';
import { parseRule } from '../rules/rule.ts';

const begin = Date.parse('2026-03-01T12:00:00Z');

let world: RuleWorld;
let analyzer: Analyzer;
beforeAll(async () => {
  world = await RuleWorld.start();
  // It fails for an amount of 901.
  const text =
    'UNWIND $rows AS row RETURN row.id AS transactionId, [row.id] AS members, 1 / (row.amountMinor - 901) > 5 AS truncated';
  const failing = parseRule('failing.cypher', `// id: failing\n// version: 1\n// score: 5\n//\n${text}`);
  analyzer = new Analyzer(world.backends.neo4j, [{ ...failing, parameters: { windowMs: 60_000 } }], 15_000);
  await analyzer.ready();
}, 120_000);
afterAll(async () => {
  await analyzer?.stop();
  await world?.stop();
}, 60_000);

const payment = (
  id: string,
  payer: string,
  payee: string,
  atMs: number,
  more: object = {},
): TransactionEvent =>
  toEvent({
    id,
    occurredAt: new Date(begin + atMs).toISOString(),
    amountMinor: 100,
    currency: 'EUR',
    type: 'transfer',
    payer: { accountId: payer },
    payee: { accountId: payee },
    ...more,
  });

it('marks the members of a ring of six that the skipped payment closes, and the card that it shares', async () => {
  const p = world.prefix();
  const accounts = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => p + name);
  const ring = accounts.map((payer, at) =>
    payment(`${p}ring${at}`, payer, accounts[(at + 1) % 6] as string, at * 1_000),
  );
  const [closing] = ring.splice(5) as [TransactionEvent];
  const sameCard = payment(`${p}card`, `${p}x`, `${p}y`, 2_000, { card: `${p}k` });
  const outside = [
    payment(`${p}early`, `${p}e`, `${p}z`, -120_000),
    payment(`${p}stranger`, `${p}s`, `${p}t`, 3_000),
  ];
  const before = await analyzer.judge([...ring, sameCard, ...outside]);
  expect(before.filter(({ truncated }) => truncated)).toEqual([]);
  // and one that is stored, but not judged yet
  const pending = payment(`${p}pending`, `${p}a`, `${p}w`, 4_000);
  await analyzer.judge([pending], 'write');
  // when the rule is skipped for the payment that closes the ring
  const verdicts = await analyzer.judge([{ ...closing, amountMinor: 901, card: sameCard.card }]);
  // then all that may be connected are published again, except the one without a verdict
  const marked = [...ring, closing, sameCard].map(({ id }) => id).sort();
  expect(verdicts.map(({ transactionId, truncated }) => [transactionId, truncated]).sort()).toEqual(
    marked.map((id) => [id, true]),
  );
  // and later its verdict says so, too; the others are as before
  const later = await analyzer.judge([pending]);
  expect(later.map(({ truncated }) => truncated)).toEqual([true]);
  const others = await analyzer.findings.readVerdicts(outside.map(({ id }) => id));
  expect(others.map(({ truncated }) => truncated)).toEqual([false, false]);
}, 60_000);
