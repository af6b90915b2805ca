// Injected Cypher stays data wherever the analyzer hands it to a real Neo4j, even behind all validation that would have
// rejected it.
import { type Finding, type TransactionEvent, transactionKey } from '@ringtrace/contracts';
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
  // given data that an injection would delete
  await ask("CREATE (:Account {id: 'canary'})");
}, 120_000);
afterAll(() => world?.stop(), 60_000);

const ask = <Row>(text: string, parameters: Record<string, unknown> = {}) =>
  analyzer.neo4j.write<Row & Record<string, unknown>>({ name: 'test.ask', text }, parameters);

/** Checks everything that an executed injection would have changed. */
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

describe('injected Cypher', () => {
  it.each(fields)('is stored unchanged as %s of a transaction', async (field) => {
    // given a transaction for each text
    const prefix = world.prefix();
    const events = cypherInjections.map((text, index) => eventOf(`${prefix}${index}`, { [field]: text }));
    // when they are processed
    const verdicts = await analyzer.judge(events);
    expect(verdicts.map(({ transactionId }) => transactionId).sort()).toEqual(
      events.map(({ id }) => id).sort(),
    );
    // then the graph holds each with its text
    const stored = await ask<{ id: string; text: string }>(
      'MATCH (t:Transaction) WHERE t.id IN $ids RETURN t.id AS id, t[$field] AS text',
      { ids: events.map(transactionKey), field },
    );
    const textOf = new Map(stored.map(({ id, text }) => [id, text]));
    expect(events.map((event) => textOf.get(transactionKey(event)))).toEqual(
      cypherInjections.map((text) => (field === 'id' ? transactionKey({ tenant, id: text }) : text)),
    );
    // and one entity per text
    const label = entities[field];
    if (label !== undefined) {
      const named = await ask<{ id: string }>(`MATCH (n:${label}) WHERE n.id IN $texts RETURN n.id AS id`, {
        texts: cypherInjections,
      });
      expect(named.map(({ id }) => id).sort()).toEqual([...cypherInjections].sort());
    }
    await expectUnharmed();
  });

  it('is data in the findings of a ring, and no part of their query', async () => {
    // given the query of a harmless ring
    const expected = queryWithoutId(await foundRing(ringOf(world.prefix())));
    for (const text of cypherInjections) {
      // when a ring with such account names and ids is processed and read again
      const ring = ringOf(`${world.prefix()}${text}`);
      const found = await foundRing(ring);
      // then its members are the ids, and its query differs in the id of the finding only
      expect(found.members).toEqual(ring.map(({ id }) => id));
      expect(queryWithoutId(found)).toBe(expected);
      expect((await ask(found.evidence.cypher)).length).toBeGreaterThan(0);
    }
    await expectUnharmed();
  }, 120_000);

  it('finds nothing as an id, and only ends a page as its last id', async () => {
    const all = await analyzer.findings.readRings(tenant, new Date(0), 10);
    for (const text of cypherInjections) {
      expect(await analyzer.findings.readVerdict(tenant, `${text} not there`)).toBeUndefined();
      const page = await analyzer.findings.readRings(tenant, new Date(0), 10, { after: text });
      expect(page).toEqual(all);
    }
    await expectUnharmed();
  });
});

/** Three transfers in a ring, with ids and account names that start with the prefix. */
function ringOf(prefix: string): TransactionEvent[] {
  return [0, 1, 2].map((step) => {
    const { merchant: _, ...transfer } = eventOf(`${prefix}${step}`, {
      payerAccount: `${prefix}account${step}`,
      payeeAccount: `${prefix}account${(step + 1) % 3}`,
      amountMinor: 100_000 - step * 5_000,
      occurredAtMs: begin + step,
    });
    return transfer;
  });
}

async function foundRing(payments: TransactionEvent[]): Promise<Finding> {
  await analyzer.judge(payments);
  const verdict = await analyzer.findings.readVerdict(tenant, payments[0]?.id ?? '');
  if (verdict === undefined || verdict === 'pending') throw new Error('no verdict');
  const found = verdict.findings.find(({ rule }) => rule === 'ring');
  if (found === undefined) throw new Error('the ring was not found');
  return found;
}

// The id is a rule's id and a hash. Comparing whole queries without it cannot be fooled by a text that happens to be in a hash.
function queryWithoutId({ id, evidence: { cypher } }: Finding): string {
  expect(id).toMatch(/^ring:[\w-]{22}$/);
  return cypher.replace(`'${id}'`, "'…'");
}

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
  ])(
    'is rejected with injected Cypher as %s in its header, unless that is a plain word or number',
    (key, plain) => {
      expect(cypherInjections.filter((text) => isAccepted(file({ [key]: text })))).toEqual(plain);
    },
  );

  it('sends injected Cypher in a threshold as a value, even without validation', async () => {
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
