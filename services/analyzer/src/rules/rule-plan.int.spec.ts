// Good and bad queries with a real planner, on an empty graph, where it has no statistics.
import { randomBytes } from 'node:crypto';
import { createLogger } from '@ringtrace/telemetry';
import { type Backends, startBackends } from '@ringtrace/tools';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { GraphSchemaRepository } from '../graph/graph-schema.repository.ts';
import { parseRule, type Rule } from './rule.ts';
import { RuleFileError } from './rule-file-error.ts';
import { RulePlanRepository } from './rule-plan.repository.ts';
import { readShippedRules } from './rule-source.repository.ts';

let backends: Backends;
let neo4j: TracedNeo4j;
let plans: RulePlanRepository;

beforeAll(async () => {
  backends = await startBackends({ instance: `plans-${randomBytes(3).toString('hex')}`, only: ['neo4j'] });
  neo4j = new TracedNeo4j(backends.neo4j);
  plans = new RulePlanRepository(neo4j);
  const schema = new GraphSchemaRepository(neo4j, createLogger({ service: 'test', level: 'silent' }));
  await schema.applyUntilDone([], new AbortController().signal);
}, 120_000);

afterAll(async () => {
  await neo4j?.onApplicationShutdown();
  await backends?.stop({ removeData: true });
}, 60_000);

const header = '// id: near\n// version: 1\n// score: 50\n//\n';
const columns = '[row.id] AS members, false AS truncated';
const account = 'UNWIND $rows AS row MATCH (a:Account {id: row.payerAccount})';

/** A rule as from a file, without the checks of its text. */
function ruleOf(query: string, more = columns): Rule {
  const rule = parseRule('near.cypher', `${header}UNWIND $rows AS row RETURN row.id AS x`);
  return { ...rule, cypher: `${header}${query} RETURN row.id AS transactionId, ${more}` };
}

describe('the shipped rules', () => {
  it('may run on an empty graph', async () => {
    for (const rule of await readShippedRules()) await plans.check(rule);
  }, 120_000);
});

describe('a rule', () => {
  it.each([
    ['seeks', `${account}-[:SENT]->(t:Transaction)-[:USES_CARD]->(:Card) WHERE t.merchant IS NULL`],
    ['follows bounded paths', `${account} MATCH (a)-[:SENT|RECEIVED_BY*2..4]-(b)`],
    ['repeats a pattern with a bound', `${account} MATCH (a)((x)-[:SENT]->(y)-[:RECEIVED_BY]->(z)){2,6}(b)`],
    ['joins row by row', `${account} CALL (row) { MATCH (b:Account {id: row.payeeAccount}) RETURN b }`],
    ['reads fields of its own maps', 'UNWIND $rows AS row WITH row, {mine: 1} AS m WITH row, m.mine AS n'],
  ])('may run when it %s', async (_, query) => {
    await expect(plans.check(ruleOf(query))).resolves.toBeUndefined();
  });

  it.each([
    [`${account} SET a.seen = true`, /only reads/],
    ['UNWIND $rows AS row CREATE (:Account {id: row.id})', /only reads/],
    ['UNWIND $rows AS row MATCH (n) WHERE n.id = row.id', /AllNodesScan reads every node/],
    ['UNWIND $rows AS row MATCH (t:Transaction) WHERE t.amountMinor = row.amountMinor', /NodeByLabelScan/],
    ['UNWIND $rows AS row MATCH (t:Transaction) WHERE t.id CONTAINS row.id', /NodeIndex\w*Scan/],
    ['UNWIND $rows AS row MATCH (t:Transaction|Account)', /UnionNodeByLabelsScan/],
    ['UNWIND $rows AS row MATCH ()-[r:SENT]->()', /RelationshipTypeScan/],
    [`${account} MATCH (b:Account {id: row.payeeAccount})`, /CartesianProduct .*CALL \(row\)/],
    [`${account} WITH row, a MATCH (b:Account {id: row.payeeAccount})`, /CartesianProduct/],
    [`${account} MATCH (a)-[:SENT*]->(b)`, /VarLengthExpand\(All\) follows paths of any length/],
    [`${account} MATCH (a)-[:SENT*]->(b) WITH DISTINCT row, b`, /any length/],
    [`${account} MATCH (a)((x)-[:SENT]->(y)-[:RECEIVED_BY]->(z)){2,}(b)`, /Repeat\(Trail\) .*any length/],
    [`${account} WHERE EXISTS { (a)-[:SENT*]->(:Account {id: 'x'}) }`, /any length/],
    [`${account}-[:SENT]->(b) MATCH p = shortestPath((a)-[:SENT*]-(b))`, /any length/],
    [
      `${account} WITH row, length(shortestPath((a)-[:SENT*]->(a))) AS n`,
      /shortest path follows paths of any/,
    ],
    [`${account} MATCH p = ANY SHORTEST (a)-[:SENT]-+(b)`, /any length/],
    ['UNWIND $rows AS row CALL db.labels() YIELD label', /ProcedureCall/],
    ["UNWIND $rows AS row LOAD CSV FROM 'file:///x' AS line", /LoadCSV/],
    [`${account} CALL (a) { RETURN 1 AS n } IN TRANSACTIONS`, /IN TRANSACTIONS/],
    [`${account}-[:PAID_BY_NOBODY]->()`, /line 5: there is no relationship type PAID_BY_NOBODY, only SENT/],
    ['UNWIND $rows AS row\nMATCH (a:Acount {id: row.id})', /line 6: there is no label Acount/],
    // Neo4j knows every name that was ever written to it, also by another suite.
    [`${account} WHERE a.neverWritten = row.id`, /no property neverWritten/],
    ['UNWIND $rows AS row WITH row, $nobody AS n', /parameter that is not in the header/],
    ['UNWIND $rows AS row\nMATCH a:Account', /rejects it with SyntaxError at line 6, column 8/],
    ['UNWIND $rows AS row WITH row, apoc.version() AS n', /SyntaxError at line 5/],
  ])('must not run as %s', async (query, reason) => {
    const check = plans.check(ruleOf(query));
    await expect(check).rejects.toThrow(RuleFileError);
    await expect(check).rejects.toThrow(reason);
  });

  it('must return the columns of a hit', async () => {
    await expect(plans.check(ruleOf(account, 'row.id AS member'))).rejects.toThrow(
      /does not return members.*does not return truncated.*its column member is unknown/,
    );
  });

  it('is not refused when the database is down', async () => {
    const down = new TracedNeo4j({ ...backends.neo4j, uri: 'bolt://127.0.0.1:1' });
    await expect(new RulePlanRepository(down).check(ruleOf(account))).rejects.toMatchObject({
      name: 'GraphError',
      classification: 'transient',
    });
    await down.onApplicationShutdown();
  });
});

describe('a graph whose transactions have no indexed properties', () => {
  it('accepts the shipped rules, but not a scan of its transactions', async () => {
    const text =
      "UNWIND range(1, 2000) AS i CREATE (:Transaction {id: 'tx' + i, type: 'transfer', occurredAtMs: i})";
    await neo4j.write({ name: 'test.fill', text });
    // Until index statistics are sampled again, the planner considers the indexes empty.
    await neo4j.write({ name: 'test.replan', text: 'CALL db.prepareForReplanning(60)' });
    for (const rule of await readShippedRules()) await plans.check(rule);
    const scanning = ruleOf('UNWIND $rows AS row MATCH (t:Transaction) WHERE t.id CONTAINS row.id');
    await expect(plans.check(scanning)).rejects.toThrow(/NodeIndex\w*Scan/);
  }, 120_000);
});
