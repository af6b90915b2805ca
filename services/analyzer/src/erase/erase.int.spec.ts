// A person is erased from a real graph and real topics: nothing of theirs is left, all of the others' is, whatever comes in between.
import { createTopics } from '@ringtrace/bench';
import { transactionKey } from '@ringtrace/contracts';
import { begin, EraseWorld, type Payment, toEvent, tokenOf } from './erase-world.fixture.ts';

let world: EraseWorld;
let runs = 0;
beforeAll(async () => {
  world = await EraseWorld.start(createTopics);
}, 180_000);
afterAll(() => world?.stop(), 60_000);

/** Ids and names that no other test has. */
const prefix = () => `p${++runs}-`;
const minute = 60_000;

/** A ring of three, `me` one of them; cases about me, my card and my device; and one about the account that many pay. */
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
    // a fan-out of mine, from one card and device, which only I have
    ...[1, 2, 3, 4, 5].map((n) =>
      pay(`out-${n}`, 'me', `shop-${n}`, { ...mine, atMs: 100 * minute + n * 1_000 }),
    ),
    // a fan-in of another's, I am one of six
    pay('in-0', 'me', 'mule', { atMs: 300 * minute }),
    ...[1, 2, 3, 4, 5].map((n) => pay(`in-${n}`, `payer-${n}`, 'mule', { atMs: 300 * minute + n * 1_000 })),
    // a card that another has, too
    pay('shared-1', 'me', 'd', { card: `${p}shared-card`, atMs: 500 * minute }),
    pay('shared-2', 'other', 'd', { card: `${p}shared-card`, atMs: 600 * minute }),
  ];
}

const mineOf = (payments: Payment[], me: string) =>
  payments.filter(({ payer, payee }) => payer === me || payee === me);
const keyOf = ({ id, tenant }: Payment) => transactionKey({ tenant, id });

/** Tokens that nobody but the person had. */
const tokensOf = (p: string, me = `${p}me`, tenant = 'default') => [
  tokenOf('account', me, tenant),
  tokenOf('card', `${p}my-card`, tenant),
  tokenOf('device', `${p}my-device`, tenant),
];

async function tracesOf(tokens: string[]): Promise<string[]> {
  const hashes = tokens.flatMap((token) => [token, token.slice(3)]);
  return (await world.everything()).filter((line) => hashes.some((hash) => line.includes(hash)));
}

describe('after an erasure', () => {
  const p = prefix();
  const payments = story(p);
  const bystanders = story(`${p}x-`).concat(story(p, `${p}me`, 'acme'));
  let before: string[];
  let erasure: Awaited<ReturnType<EraseWorld['erase']>>;

  beforeAll(async () => {
    await world.judge(bystanders);
    before = await world.everything();
    await world.judge(payments);
    expect((await tracesOf(tokensOf(p))).length).toBeGreaterThan(20);
    erasure = await world.erase(['--account', `${p}me`]);
  }, 120_000);

  it('says what was done and what remains, and nothing of the person', () => {
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

  it('no node, property or relationship holds a token of theirs, or a hash of one', async () => {
    expect(await tracesOf(tokensOf(p))).toEqual([]);
    const left = await world.analyzer.neo4j.read<{ rule: string }>(
      {
        name: 'test.findings',
        text: `MATCH (f:Finding)-[:INVOLVES]->(t) WHERE t.id STARTS WITH $prefix AND NOT t.id STARTS WITH $others
               RETURN DISTINCT f.rule AS rule ORDER BY rule`,
      },
      { prefix: p, others: `${p}x-` },
    );
    // the ring, and what others did; nothing about the account, its card or its device
    expect(left.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['mule-fan-in', 'ring']));
    expect(left.map(({ rule }) => rule)).not.toEqual(expect.arrayContaining(['mule-fan-out']));
    expect(left.map(({ rule }) => rule)).not.toEqual(expect.arrayContaining(['shared-card-and-device']));
  });

  it('their payments are there for the other side, joined with nothing', async () => {
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

  it('what is of others, of the same name at another tenant among them, is as it was', async () => {
    const now = new Set(await world.everything());
    expect(before.filter((line) => !now.has(line))).toEqual([]);
  });

  it('their verdicts are withdrawn, and those of the others name nobody', async () => {
    const newest = await world.newestVerdicts();
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

  it('a second run finds nothing, says so, and changes nothing', async () => {
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

  it('payments that come again, as after a restart from the beginning, bring nothing back', async () => {
    const graph = await world.everything();
    const verdicts = await world.judge(payments);
    expect(verdicts.map(({ transactionId }) => transactionId)).not.toContain(`${p}out-1`);
    expect(await world.everything()).toEqual(graph);
    expect(await tracesOf(tokensOf(p))).toEqual([]);
  });

  it('a later payment that adds a finding publishes theirs again, naming nobody', async () => {
    const [added] = await world.judge([
      { id: `${p}in-6`, payer: `${p}payer-6`, payee: `${p}mule`, atMs: 300 * minute + 6_000 },
    ]);
    expect(added?.findings.map(({ rule }) => rule)).toContain('mule-fan-in');
    // and the rest of them still make a ring of their own
    const ring = await world.judge([
      { id: `${p}new-1`, payer: `${p}c`, payee: `${p}b`, amountMinor: 85_000, atMs: 3_000 },
    ]);
    expect(ring.flatMap(({ findings }) => findings.map(({ rule }) => rule))).toContain('ring');
    const text = JSON.stringify([...(await world.newestVerdicts()).values()]);
    for (const token of tokensOf(p)) expect(text).not.toContain(token);
  });
});

it('a card is erased from the payments of all who used it; who paid stays', async () => {
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

it('interrupted anywhere and run again, it ends as if it had not been', async () => {
  const p = prefix();
  const payments = story(p);
  await world.judge(payments);
  let interruptions = 0;
  for (let most = 0; ; most += 1) {
    let asked = 0;
    const signal = Object.defineProperty(new AbortController().signal, 'aborted', {
      get: () => asked++ >= most,
    });
    const { code, errors } = await world.erase(['--account', `${p}me`], { signal });
    if (code === 0) break;
    expect(errors).toMatch(/stopped: the same command goes on where it was/);
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

it('a busy account is erased in parts, and no payment that comes in between is lost', async () => {
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
  // when others' and their own payments come in all the while
  const meanwhile = Array.from({ length: 40 }, (_, n) => [
    { id: `${p}m${n}`, payer: `${p}me`, payee: `${p}a${n}`, atMs: begin + n },
    { id: `${p}o${n}`, payer: `${p}a${n}`, payee: `${p}a1`, atMs: begin + n },
  ]);
  const coming = (async () => {
    for (const batch of meanwhile) {
      const events = batch.map(toEvent);
      // the transport brings it again
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

it('what nobody has judged in time makes it incomplete, and is named', async () => {
  const p = prefix();
  await world.accept({ id: `${p}1`, payer: `${p}me`, payee: `${p}a` });
  const { code, report } = await world.erase(['--account', `${p}me`, '--wait', '0']);
  expect([code, report.complete, report.erased.notJudged]).toEqual([1, false, 1]);
  expect(report.todo.join()).toMatch(/1 records on transactions\.new were not judged in time/);
});
