// Two tenants on one graph that send the same under the same ids: neither sees anything of the other.
import type { TransactionEvent } from '@ringtrace/contracts';
import { RuleWorld } from '../../rules/rule-world.fixture.ts';
import { type Analyzer, toEvent } from '../analyzers.fixture.ts';

const begin = Date.parse('2026-04-01T12:00:00Z');
const tenants = ['acme', 'other', 'default'];

let world: RuleWorld;
let analyzer: Analyzer;
beforeAll(async () => {
  world = await RuleWorld.start();
  analyzer = await world.analyzer();
}, 120_000);
afterAll(() => world?.stop(), 60_000);

/** Payments that pass money round, each of them with the tenant's own tokens, as the ingestor makes them. */
function ringOf(tenant: string, prefix: string): TransactionEvent[] {
  const account = (name: string) => `${prefix}${tenant}-${name}`;
  return [
    ['1', 'a', 'b', 100_000],
    ['2', 'b', 'c', 90_000],
    ['3', 'c', 'a', 80_000],
  ].map(([id, payer, payee, amountMinor], index) => ({
    ...toEvent({
      id: `${prefix}${id}`,
      occurredAt: new Date(begin + index * 1_000).toISOString(),
      amountMinor: amountMinor as number,
      currency: 'EUR',
      type: 'transfer',
      payer: { accountId: account(payer as string) },
      payee: { accountId: account(payee as string) },
    }),
    tenant,
  }));
}

const ringsOf = async (tenant: string, prefix: string) =>
  (await analyzer.findings.readRings(tenant, new Date(0), 1_000)).filter(
    ({ rule, members }) => rule === 'ring' && members[0]?.startsWith(prefix),
  );

it('each has its own verdicts, rings and payments, by the ids that it sent', async () => {
  const prefix = world.prefix();
  // given one has the whole ring, the next two thirds, the last a third
  const verdicts = await analyzer.judge([
    ...ringOf('acme', prefix),
    ...ringOf('other', prefix).slice(0, 2),
    ...ringOf('default', prefix).slice(0, 1),
  ]);
  // then
  const decisions = verdicts.map(({ tenant, transactionId, decision }) => [
    tenant,
    transactionId.replace(prefix, ''),
    decision,
  ]);
  expect(decisions.sort()).toEqual([
    ['acme', '1', 'decline'],
    ['acme', '2', 'decline'],
    ['acme', '3', 'decline'],
    ['default', '1', 'approve'],
    // which also pass through an account in no time
    ['other', '1', 'review'],
    ['other', '2', 'review'],
  ]);
  const read = await Promise.all(
    tenants.map((tenant) => analyzer.findings.readVerdict(tenant, `${prefix}3`)),
  );
  expect(read).toEqual([
    expect.objectContaining({ tenant: 'acme', decision: 'decline' }),
    undefined,
    undefined,
  ]);
  const rings = await Promise.all(tenants.map((tenant) => ringsOf(tenant, prefix)));
  expect(rings.map(({ length }) => length)).toEqual([1, 0, 0]);
  const [[ring]] = rings as [Awaited<ReturnType<typeof ringsOf>>];
  expect(ring?.members).toEqual([1, 2, 3].map((number) => `${prefix}${number}`));
  expect(ring?.evidence.payments.map(({ transactionId }) => transactionId)).toEqual(ring?.members);
});

it('the same ring of two tenants is two findings, whenever each is complete', async () => {
  const prefix = world.prefix();
  await analyzer.judge(ringOf('acme', prefix));
  expect(await ringsOf('other', prefix)).toEqual([]);
  await analyzer.judge(ringOf('other', prefix));
  const [acme, other] = await Promise.all([ringsOf('acme', prefix), ringsOf('other', prefix)]);
  expect([acme.length, other.length]).toEqual([1, 1]);
  expect(acme[0]?.id).not.toBe(other[0]?.id);
});

it('an id that one tenant has taken is free for the other', async () => {
  const prefix = world.prefix();
  const [mine] = ringOf('acme', prefix) as [TransactionEvent];
  const [theirs] = ringOf('other', prefix) as [TransactionEvent];
  await analyzer.judge([mine]);
  expect(await analyzer.judge([{ ...theirs, amountMinor: 7 }])).toMatchObject([{ tenant: 'other' }]);
  // while with other content it is refused to its owner
  expect(await analyzer.judge([{ ...mine, amountMinor: 7 }])).toEqual([]);
});
