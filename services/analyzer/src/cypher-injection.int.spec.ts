// Text that would be Cypher is data wherever the analyzer hands it to a real Neo4j, even past everything that would
// have refused it before.
import { type TransactionEvent, transactionKey } from '@ringtrace/contracts';
import { RuleWorld } from '../rules/rule-world.fixture.ts';
import type { Analyzer } from './analyzers.fixture.ts';
import { cypherInjections } from './cypher-injection.fixture.ts';
import { parseRule, type Rule } from './rules/rule.ts';
import { RuleFileError } from './rules/rule-file-error.ts';
import { ruleQuery } from './rules/rule-query.ts';

const tenant = 'acme';
const begin = Date.parse('2026-03-01T12:00:00Z');

let world: RuleWorld;
let analyzer: Analyzer;
beforeAll(async () => {
  world = await RuleWorld.start();
  analyzer = await world.analyzer();
  // given what an injection would delete
  await ask("CREATE (:Account {id: 'canary'})");
}, 120_000);
afterAll(() => world?.stop(), 60_000);

const ask = <Row>(text: string, parameters: Record<string, unknown> = {}) =>
  analyzer.neo4j.write<Row & Record<string, unknown>>({ name: 'test.ask', text }, parameters);

/** Everything but the data: an injection that ran would have changed it. */
async function expectUnharmed(): Promise<void> {
  expect(await ask("MATCH (a:Account {id: 'canary'}) RETURN count(a) AS count")).toEqual([{ count: 1 }]);
  const labels = await ask<{ label: string }>('MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label');
  const known = ['Account', 'Card', 'Device', 'Finding', 'FormerToken', 'TokenKeyOrder', 'Transaction'];
  expect(labels.map(({ label }) => label).filter((label) => !known.includes(label))).toEqual([]);
  expect(await ask('MATCH (n) WHERE n.owned IS NOT NULL RETURN n')).toEqual([]);
  const constraints = await ask<{ name: string }>('SHOW CONSTRAINTS YIELD name RETURN name');
  expect(constraints.length).toBeGreaterThan(3);
}

const eventOf = (id: string, more: Partial<TransactionEvent> = {}): TransactionEvent => ({
  schemaVersion: 1,
  tenant,
  id,
  occurredAtMs: begin,
  amountMinor: 20_000,
  currency: 'EUR',
  type: 'transfer',
  payerAccount: `${id}-payer`,
  payeeAccount: `${id}-payee`,
  card: `${id}-card`,
  device: `${id}-device`,
  ip: `${id}-ip`,
  merchant: `${id}-merchant`,
  ...more,
});

const fields = [
  'id',
  'currency',
  'type',
  'payerAccount',
  'payeeAccount',
  'card',
  'device',
  'ip',
  'merchant',
] as const;

const entities: Partial<Record<(typeof fields)[number], string>> = {
  payerAccount: 'Account',
  payeeAccount: 'Account',
  card: 'Card',
  device: 'Device',
};

describe('text that would be Cypher', () => {
  it.each(fields)('as %s of a transaction is stored as it is', async (field) => {
    // given a transaction for each text
    const prefix = world.prefix();
    const events = cypherInjections.map((text, index) => eventOf(`${prefix}${index}`, { [field]: text }));
    // when they are judged
    const verdicts = await analyzer.judge(events);
    expect(verdicts.map(({ transactionId }) => transactionId).sort()).toEqual(
      events.map(({ id }) => id).sort(),
    );
    // then the graph holds each, with its text and nothing else
    const stored = await ask<{ id: string; text: string }>(
      'MATCH (t:Transaction) WHERE t.id IN $ids RETURN t.id AS id, t[$field] AS text',
      { ids: events.map(transactionKey), field },
    );
    const textOf = new Map(stored.map(({ id, text }) => [id, text]));
    expect(events.map((event) => textOf.get(transactionKey(event)))).toEqual(
      cypherInjections.map((text) => (field === 'id' ? transactionKey({ tenant, id: text }) : text)),
    );
    // and one entity of that name
    const label = entities[field];
    if (label !== undefined) {
      const named = await ask<{ id: string }>(`MATCH (n:${label}) WHERE n.id IN $texts RETURN n.id AS id`, {
        texts: cypherInjections,
      });
      expect(named.map(({ id }) => id).sort()).toEqual([...cypherInjections].sort());
    }
    await expectUnharmed();
  });

  it('in a ring is found, kept, read and shown as any other', async () => {
    for (const text of cypherInjections) {
      // given a ring of three accounts with such names, paid by such ids
      const prefix = `${world.prefix()}${text}`;
      const hop = (step: number) => ({
        payerAccount: `${prefix}account${step}`,
        payeeAccount: `${prefix}account${(step + 1) % 3}`,
        amountMinor: 100_000 - step * 5_000,
        occurredAtMs: begin + step,
      });
      // A purchase is no part of a ring.
      const ring = [0, 1, 2].map((step) => {
        const { merchant: _, ...transfer } = eventOf(`${prefix}${step}`, hop(step));
        return transfer;
      });
      // when it is judged and read again
      await analyzer.judge(ring);
      const verdict = await analyzer.findings.readVerdict(tenant, `${prefix}0`);
      if (verdict === undefined || verdict === 'pending') throw new Error('no verdict');
      // then its members are the ids, and its query is free of them and finds it
      const found = verdict.findings.find(({ rule }) => rule === 'ring');
      expect(found?.members).toEqual(ring.map(({ id }) => id));
      const { cypher = '' } = found?.evidence ?? {};
      expect(cypher).not.toContain(text);
      expect((await ask(cypher)).length).toBeGreaterThan(0);
    }
    await expectUnharmed();
  }, 120_000);

  it('asked for as an id or as the end of a page finds what is called so, and nothing else', async () => {
    const all = await analyzer.findings.readRings(tenant, new Date(0), 10);
    for (const text of cypherInjections) {
      expect(await analyzer.findings.readVerdict(tenant, `${text} not there`)).toBeUndefined();
      const page = await analyzer.findings.readRings(tenant, new Date(0), 10, { after: text });
      expect(page).toEqual(all);
    }
    await expectUnharmed();
  });
});

describe('a rule file', () => {
  const file = (change: Record<string, string>) => {
    const header = { id: 'worded', version: '1', score: '5', word: 'plain', ...change };
    const lines = Object.entries(header).map(([key, value]) => `// ${key}: ${value}`);
    return `${lines.join('\n')}\n//\nUNWIND $rows AS row
     MATCH (t:Transaction {id: row.id})
     RETURN row.id AS transactionId, [row.id] AS members, {word: $word} AS evidence, false AS truncated`;
  };
  const isAccepted = (text: string) => {
    try {
      parseRule('worded.cypher', text);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(RuleFileError);
      return false;
    }
  };

  it.each([
    ['word', ['delete', 'null', '1']],
    ['version', ['1']],
    ['score', ['1']],
    ['id', []],
    ['mode', []],
    ['needs', []],
    ['types', []],
  ])('with such text as %s in its header is refused, unless it is a plain word or number', (key, plain) => {
    expect(cypherInjections.filter((text) => isAccepted(file({ [key]: text })))).toEqual(plain);
  });

  it('that came past its check hands it on as a value', async () => {
    const plain = parseRule('worded.cypher', file({}));
    const rows = await analyzer.transactions.write([eventOf(`${world.prefix()}worded`)]);
    for (const text of cypherInjections) {
      const rule: Rule = { ...plain, parameters: { word: text } };
      const { statement, parameters } = ruleQuery(rule, rows);
      const [hit] = await analyzer.neo4j.read<{ evidence: unknown }>(statement, parameters);
      expect(hit?.evidence).toEqual({ word: text });
    }
    await expectUnharmed();
  });
});
