// Tenants on one graph that send the same payments with the same ids never see each other's data.
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

/** Payments in a ring, with the tenant's own tokens, as the ingestor makes them. */
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

it('separates verdicts, findings and payments by tenant', async () => {
  const prefix = world.prefix();
  // given one tenant with the whole ring, one with two payments of it, one with a single one
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
    // these two are a rapid pass-through
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

it('stores the same ring of two tenants as two findings', async () => {
  const prefix = world.prefix();
  await analyzer.judge(ringOf('acme', prefix));
  expect(await ringsOf('other', prefix)).toEqual([]);
  await analyzer.judge(ringOf('other', prefix));
  const [acme, other] = await Promise.all([ringsOf('acme', prefix), ringsOf('other', prefix)]);
  expect([acme.length, other.length]).toEqual([1, 1]);
  expect(acme[0]?.id).not.toBe(other[0]?.id);
});

it('lets two tenants use the same id', async () => {
  const prefix = world.prefix();
  const [mine] = ringOf('acme', prefix) as [TransactionEvent];
  const [theirs] = ringOf('other', prefix) as [TransactionEvent];
  await analyzer.judge([mine]);
  expect(await analyzer.judge([{ ...theirs, amountMinor: 7 }])).toMatchObject([{ tenant: 'other' }]);
  // but the first tenant cannot send it with different content
  expect(await analyzer.judge([{ ...mine, amountMinor: 7 }])).toEqual([]);
});
