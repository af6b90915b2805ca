// Erases a person from a real graph and real topics: nothing of theirs is left, everything of others is.
import { transactionKey } from '@ringtrace/contracts';
import { begin, EraseWorld, type Payment, toEvent, tokenOf } from './erase-world.fixture.ts';

let world: EraseWorld;
let runs = 0;
beforeAll(async () => {
  world = await EraseWorld.start();
}, 180_000);
afterAll(() => world?.stop(), 60_000);

/** A prefix for ids and names that no other test uses. */
const prefix = () => `p${++runs}-`;
const minute = 60_000;

/** A ring of three with `me` in it; cases about me, my card and my device; and a case about an account that many pay. */
function story(p: string, me = `${p}me`, tenant = 'default'): Payment[] {
  const pay = (id: string, payer: string, payee: string, more: Partial<Payment> = {}): Payment => ({
    id: `${p}${id}`,
    payer: payer === 'me' ? me : `${p}${payer}`,
    payee: payee === 'me' ? me : `${p}${payee}`,
    tenant,
    ...more,
  });
  const mine = { card: `${p}my-card`, device: `${p}my-device` };
  return [
    pay('ring-1', 'me', 'b', { amountMinor: 100_000 }),
    pay('ring-2', 'b', 'c', { amountMinor: 90_000, atMs: 1_000 }),
    pay('ring-3', 'c', 'me', { amountMinor: 80_000, atMs: 2_000 }),
    // my fan-out, from a card and a device that only I use
    ...[1, 2, 3, 4, 5].map((n) =>
      pay(`out-${n}`, 'me', `shop-${n}`, { ...mine, atMs: 100 * minute + n * 1_000 }),
    ),
    // someone else's fan-in, I am one of six payers
    pay('in-0', 'me', 'mule', { atMs: 300 * minute }),
    ...[1, 2, 3, 4, 5].map((n) => pay(`in-${n}`, `payer-${n}`, 'mule', { atMs: 300 * minute + n * 1_000 })),
    // a card that I share with someone
    pay('shared-1', 'me', 'd', { card: `${p}shared-card`, atMs: 500 * minute }),
    pay('shared-2', 'other', 'd', { card: `${p}shared-card`, atMs: 600 * minute }),
  ];
}

const mineOf = (payments: Payment[], me: string) =>
  payments.filter(({ payer, payee }) => payer === me || payee === me);
const keyOf = ({ id, tenant }: Payment) => transactionKey({ tenant, id });

/** Tokens that only the person had. */
const tokensOf = (p: string, me = `${p}me`, tenant = 'default') => [
  tokenOf('account', me, tenant),
  tokenOf('card', `${p}my-card`, tenant),
  tokenOf('device', `${p}my-device`, tenant),
];

async function tracesOf(tokens: string[]): Promise<string[]> {
  const hashes = tokens.flatMap((token) => [token, token.slice(3)]);
  return (await world.everything()).filter((line) => hashes.some((hash) => line.includes(hash)));
}

describe('erasing an account', () => {
  const p = prefix();
  const payments = story(p);
  const bystanders = story(`${p}x-`).concat(story(p, `${p}me`, 'acme'));
  let before: string[];
  let erasure: Awaited<ReturnType<EraseWorld['erase']>>;
  let newest: Awaited<ReturnType<EraseWorld['newestVerdicts']>>;

  beforeAll(async () => {
    await world.judge(bystanders);
    before = await world.everything();
    await world.judge(payments);
    expect((await tracesOf(tokensOf(p))).length).toBeGreaterThan(20);
    erasure = await world.erase(['--account', `${p}me`]);
    newest = await world.newestVerdicts();
  }, 120_000);

  it('reports what was done and what remains, without naming the person', () => {
    expect(erasure).toMatchObject({ code: 0, errors: expect.any(String) });
    expect(erasure.report).toMatchObject({
      complete: true,
      nothingFound: false,
      erased: {
        accounts: 1,
        cards: 1,
        devices: 1,
        payments: mineOf(payments, `${p}me`).length,
        verdictsWithdrawn: mineOf(payments, `${p}me`).length,
        sharedCards: 1,
        sharedDevices: 0,
        notJudged: 0,
        arrivedMeanwhile: 0,
      },
    });
    expect(erasure.report.erased.findings).toBeGreaterThan(1);
    expect(erasure.report.remains.map(({ what }: { what: string }) => what).join('\n')).toMatch(
      /transactions\.new[\s\S]*transactions\.dlq[\s\S]*transactions\.verdicts[\s\S]*Datadog[\s\S]*backups[\s\S]*token key/,
    );
    expect(erasure.text + erasure.errors).not.toContain(p);
  });

  it('leaves no token of the person, and no hash of one, in the graph', async () => {
    expect(await tracesOf(tokensOf(p))).toEqual([]);
    const left = await world.analyzer.neo4j.read<{ rule: string }>(
      {
        name: 'test.findings',
        text: `MATCH (f:Finding)-[:INVOLVES]->(t) WHERE t.id STARTS WITH $prefix AND NOT t.id STARTS WITH $others
               RETURN DISTINCT f.rule AS rule ORDER BY rule`,
      },
      { prefix: p, others: `${p}x-` },
    );
    // the ring and the others' case stay; cases about the account, its card and its device are gone
    expect(left.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['mule-fan-in', 'ring']));
    expect(left.map(({ rule }) => rule)).not.toEqual(expect.arrayContaining(['mule-fan-out']));
    expect(left.map(({ rule }) => rule)).not.toEqual(expect.arrayContaining(['shared-card-and-device']));
  });

  it('keeps the payments for the other side, without anything that joins', async () => {
    const rows = await world.analyzer.neo4j.read<{ t: Record<string, unknown> }>(
      {
        name: 'test.payments',
        text: 'UNWIND $ids AS id MATCH (t:Transaction {id: id}) RETURN properties(t) AS t',
      },
      { ids: [`${p}out-1`, `${p}ring-3`] },
    );
    const [paid, received] = rows.map(({ t }) => t);
    expect(paid).toMatchObject({ amountMinor: 20_000, payeeAccount: tokenOf('account', `${p}shop-1`) });
    for (const name of ['payerAccount', 'card', 'device', 'ip', 'merchant', 'contentHash'])
      expect(paid).not.toHaveProperty(name);
    expect(received).toMatchObject({ payerAccount: tokenOf('account', `${p}c`) });
    expect(received).not.toHaveProperty('payeeAccount');
  });

  it('changes nothing of others, not even of the same account name at another tenant', async () => {
    const now = new Set(await world.everything());
    expect(before.filter((line) => !now.has(line))).toEqual([]);
  });

  it('withdraws their verdicts, and republishes those of others without their name', () => {
    for (const payment of mineOf(payments, `${p}me`)) expect(newest.get(keyOf(payment))).toBeNull();
    const ring = newest.get(`${p}ring-2`);
    expect(ring).toMatchObject({ decision: 'decline' });
    const evidence = ring?.findings.find(({ rule }) => rule === 'ring')?.evidence.payments;
    expect(evidence?.map(({ payerAccount }) => payerAccount.split(':')[0])).toEqual(['erased', 'k1', 'k1']);
    expect(evidence?.map(({ payeeAccount }) => payeeAccount.split(':')[0])).toEqual(['k1', 'k1', 'erased']);
    const anonymous = evidence?.flatMap(({ payerAccount, payeeAccount }) => [payerAccount, payeeAccount]);
    expect(new Set(anonymous?.filter((token) => token.startsWith('erased:'))).size).toBe(2);
    const text = JSON.stringify([...newest.values()]);
    for (const token of tokensOf(p)) expect(text).not.toContain(token);
  });

  it('finds and changes nothing when run a second time', async () => {
    const graph = await world.everything();
    const { code, report } = await world.erase(['--account', `${p}me`]);
    expect([code, report.nothingFound, report.erased.payments, report.erased.verdictsWithdrawn]).toEqual([
      0,
      true,
      0,
      0,
    ]);
    expect(await world.everything()).toEqual(graph);
  });

  it('brings nothing back when the payments are redelivered, as after an offset reset', async () => {
    const graph = await world.everything();
    const verdicts = await world.judge(payments);
    expect(verdicts.map(({ transactionId }) => transactionId)).not.toContain(`${p}out-1`);
    expect(await world.everything()).toEqual(graph);
    expect(await tracesOf(tokensOf(p))).toEqual([]);
  });
});

it('republishes verdicts without the person when a later payment adds a finding', async () => {
  // given
  const p = prefix();
  await world.judge(story(p));
  expect(await world.erase(['--account', `${p}me`])).toMatchObject({ code: 0 });
  // when
  const [added] = await world.judge([
    { id: `${p}in-6`, payer: `${p}payer-6`, payee: `${p}mule`, atMs: 300 * minute + 6_000 },
  ]);
  // then
  expect(added?.findings.map(({ rule }) => rule)).toContain('mule-fan-in');
  // and the remaining members still make rings of their own
  const ring = await world.judge([
    { id: `${p}new-1`, payer: `${p}c`, payee: `${p}b`, amountMinor: 85_000, atMs: 3_000 },
  ]);
  expect(ring.flatMap(({ findings }) => findings.map(({ rule }) => rule))).toContain('ring');
  const text = JSON.stringify([...(await world.newestVerdicts()).values()]);
  for (const token of tokensOf(p)) expect(text).not.toContain(token);
}, 60_000);

it('erases a card from the payments of everyone who used it, and keeps the accounts', async () => {
  const p = prefix();
  await world.judge(story(p));
  const { code, report } = await world.erase(['--card', `${p}my-card`, '--card', `${p}shared-card`]);
  expect([code, report.erased.cards, report.erased.payments, report.erased.accounts]).toEqual([0, 2, 7, 0]);
  expect(await tracesOf([tokenOf('card', `${p}my-card`), tokenOf('card', `${p}shared-card`)])).toEqual([]);
  expect(await tracesOf([tokenOf('account', `${p}me`)])).not.toEqual([]);
  // and then the rest of the person
  expect(await world.erase(['--account', `${p}me`])).toMatchObject({ code: 0 });
  expect(await tracesOf(tokensOf(p))).toEqual([]);
}, 60_000);

it('ends with the same result when interrupted at any point and resumed', async () => {
  const p = prefix();
  const payments = story(p);
  await world.judge(payments);
  let interruptions = 0;
  for (let allowedChecks = 0; ; allowedChecks += 1) {
    let checks = 0;
    const signal = Object.defineProperty(new AbortController().signal, 'aborted', {
      get: () => checks++ >= allowedChecks,
    });
    const { code, errors } = await world.erase(['--account', `${p}me`], { signal });
    if (code === 0) break;
    expect(errors).toMatch(/stopped: run the same command again to resume/);
    interruptions += 1;
  }
  expect(interruptions).toBeGreaterThan(5);
  expect(await tracesOf(tokensOf(p))).toEqual([]);
  const newest = await world.newestVerdicts();
  for (const payment of mineOf(payments, `${p}me`)) expect(newest.get(keyOf(payment))).toBeNull();
  const text = JSON.stringify([...newest.values()]);
  for (const token of tokensOf(p)) expect(text).not.toContain(token);
  const unfinished = await world.analyzer.neo4j.read({
    name: 'test.unfinished',
    text: 'MATCH ()-[r:ERASING]->() RETURN r',
  });
  expect(unfinished).toEqual([]);
}, 120_000);

it('erases a busy account in batches, and loses no payment that arrives meanwhile', async () => {
  const p = prefix();
  const payments = Array.from({ length: 3_000 }, (_, n) => ({
    id: `${p}${n}`,
    payer: n % 2 ? `${p}me` : `${p}a${n % 40}`,
    payee: n % 2 ? `${p}a${n % 30}` : `${p}me`,
    card: `${p}card-${n % 4}`,
    atMs: n * 120 * minute,
  }));
  for (let at = 0; at < payments.length; at += 500)
    await world.analyzer.transactions.write(payments.slice(at, at + 500).map(toEvent));
  // when payments of others and of the person keep arriving
  const meanwhile = Array.from({ length: 40 }, (_, n) => [
    { id: `${p}m${n}`, payer: `${p}me`, payee: `${p}a${n}`, atMs: begin + n },
    { id: `${p}o${n}`, payer: `${p}a${n}`, payee: `${p}a1`, atMs: begin + n },
  ]);
  const coming = (async () => {
    for (const batch of meanwhile) {
      const events = batch.map(toEvent);
      // the transport redelivers the batch
      await world.analyzer.transactions.write(events).catch(() => world.analyzer.transactions.write(events));
    }
  })();
  const during = await world.erase(['--account', `${p}me`]);
  await coming;
  const after = await world.erase(['--account', `${p}me`]);
  // then
  expect(after.code).toBe(0);
  expect(during.report.erased.payments + after.report.erased.payments).toBe(3_040);
  expect(await tracesOf([tokenOf('account', `${p}me`)])).toEqual([]);
  const [count] = await world.analyzer.neo4j.read<{ payments: number }>(
    {
      name: 'test.count',
      text: 'MATCH (t:Transaction) WHERE t.id STARTS WITH $prefix RETURN count(*) AS payments',
    },
    { prefix: p },
  );
  expect(count?.payments).toBe(3_080);
}, 120_000);

it('is incomplete while the analyzers lag behind, and names the lag', async () => {
  const p = prefix();
  await world.accept({ id: `${p}1`, payer: `${p}me`, payee: `${p}a` });
  const { code, report } = await world.erase(['--account', `${p}me`, '--wait', '0']);
  expect([code, report.complete, report.erased.notJudged]).toEqual([1, false, 1]);
  expect(report.todo.join()).toMatch(/1 records on transactions\.new were not judged in time/);
  // and is complete once they have caught up
  await world.commitAll();
  expect((await world.erase(['--account', `${p}me`])).report).toMatchObject({ complete: true });
}, 60_000);
