// A record whose id the graph already has: it ends in a verdict or a dead letter, whoever wrote the first one.
import type { TransactionEvent } from '@ringtrace/contracts';
import { UnprocessableRecordError } from '@ringtrace/traced-kafka';
import { RuleWorld } from '../../rules/rule-world.fixture.ts';
import { type Analyzer, type DiesAfter, toEvent } from '../analyzers.fixture.ts';

const begin = Date.parse('2026-03-01T12:00:00Z');

let world: RuleWorld;
let analyzer: Analyzer;
beforeAll(async () => {
  world = await RuleWorld.start();
  analyzer = await world.analyzer();
}, 120_000);
afterAll(() => world?.stop(), 60_000);

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

const ringOf = (p: string) =>
  [
    payment(`${p}1`, `${p}a`, `${p}b`, 1, 100_000),
    payment(`${p}2`, `${p}b`, `${p}c`, 2, 85_000),
    payment(`${p}3`, `${p}c`, `${p}a`, 3, 75_000),
  ] as [TransactionEvent, TransactionEvent, TransactionEvent];

const decisions = async (batch: TransactionEvent[]) =>
  (await analyzer.judge(batch)).map(({ transactionId, decision }) => [transactionId, decision]);

describe('a node of someone else with the id of a payment', () => {
  it('makes a dead letter of the payment that says so, and only of that one', async () => {
    const [first, second, third] = ringOf(world.prefix());
    await analyzer.neo4j.write(
      { name: 'test.foreign', text: 'CREATE (:Transaction {id: $id})' },
      { id: third.id },
    );
    // when the batch is tried, then split
    const both = analyzer.judge([third, first]);
    await expect(both).rejects.toThrow(UnprocessableRecordError);
    await expect(both).rejects.toMatchObject({ reason: 'id-taken' });
    await expect(analyzer.judge([third])).rejects.toMatchObject({ reason: 'id-taken' });
    // then the others are judged
    expect(await decisions([first, second])).toEqual([
      [first.id, 'approve'],
      [second.id, 'approve'],
    ]);
    // and, once an operator has removed the node, this one too
    await analyzer.neo4j.write(
      { name: 'test.remove-foreign', text: 'MATCH (t:Transaction {id: $id}) DETACH DELETE t' },
      { id: third.id },
    );
    expect(await decisions([third])).toEqual([first, second, third].map(({ id }) => [id, 'decline']));
  });
});

describe('a second record with other content', () => {
  it.each<DiesAfter>(['write', 'evaluate'])(
    'is answered with the verdict on the first, which was never judged: its analyzer died after %s',
    async (diesAfter) => {
      const [first, second, third] = ringOf(world.prefix());
      await analyzer.judge([first, second]);
      await analyzer.judge([third], diesAfter);
      // when
      const other = { ...third, payeeAccount: `${third.payeeAccount}other`, amountMinor: 1 };
      const judged = await decisions([other]);
      // then the content of the first counts: it closes the ring
      expect(judged).toEqual([first, second, third].map(({ id }) => [id, 'decline']));
    },
  );

  it('changes nothing when the first was judged', async () => {
    const [first] = ringOf(world.prefix());
    await analyzer.judge([first]);
    expect(await decisions([{ ...first, amountMinor: 1 }])).toEqual([]);
    expect(await decisions([first])).toEqual([[first.id, 'approve']]);
  });
});
