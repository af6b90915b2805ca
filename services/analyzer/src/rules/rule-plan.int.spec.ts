// What a real planner says of good and bad queries, on an empty graph, where it knows least.
import { randomBytes } from 'node:crypto';
import { createLogger } from '@ringtrace/telemetry';
import { type Backends, startBackends } from '@ringtrace/tools';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { GraphSchemaRepository } from '../graph/graph-schema.repository.ts';
import * as writeStatements from '../graph/write-transactions.ts';
import * as findingStatements from '../verdict/finding-statements.ts';
import { parseRule, type Rule } from './rule.ts';
import { RuleFileError } from './rule-file-error.ts';
import { RulePlanRepository } from './rule-plan.repository.ts';
import { forbiddenOperators } from './rule-plan.ts';
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

/** As it would come from a file; what the text alone gives away is not asked here. */
function ruleOf(query: string, more = columns): Rule {
  const rule = parseRule('near.cypher', `${header}UNWIND $rows AS row RETURN row.id AS x`);
  return { ...rule, cypher: `${header}${query} RETURN row.id AS transactionId, ${more}` };
}

describe('what is shipped', () => {
  it('has rules that may run, though the graph is empty', async () => {
    for (const rule of await readShippedRules()) await plans.check(rule);
  }, 120_000);

  it.each(Object.values({ ...writeStatements, ...findingStatements }).filter((each) => 'text' in each))(
    'has no statement that reads, pairs or holds back more than the batch: $name',
    async (statement) => {
      expect(forbiddenOperators((await plans.explain(statement)).plan)).toEqual([]);
    },
  );
});

describe('a rule', () => {
  it.each([
    ['seeks', `${account}-[:SENT]->(t:Transaction)-[:USES_CARD]->(:Card) WHERE t.merchant IS NULL`],
    ['follows paths to a bound', `${account} MATCH (a)-[:SENT|RECEIVED_BY*2..4]-(b)`],
    ['repeats a pattern to a bound', `${account} MATCH (a)((x)-[:SENT]->(y)-[:RECEIVED_BY]->(z)){2,6}(b)`],
    ['pairs row by row', `${account} CALL (row) { MATCH (b:Account {id: row.payeeAccount}) RETURN b }`],
    ['reads fields of its own maps', 'UNWIND $rows AS row WITH row, {mine: 1} AS m WITH row, m.mine AS n'],
  ])('may run if it %s', async (_, query) => {
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
    [`${account}-[:PAID]->()`, /line 5: there is no relationship type PAID, there are SENT/],
    ['UNWIND $rows AS row\nMATCH (a:Acount {id: row.id})', /line 6: there is no label Acount/],
    [`${account} WHERE a.name = row.id`, /no property name/],
    ['UNWIND $rows AS row WITH row, $nobody AS n', /parameter that nobody gives/],
    ['UNWIND $rows AS row\nMATCH a:Account', /refuses it with SyntaxError at line 6, column 8/],
    ['UNWIND $rows AS row WITH row, apoc.version() AS n', /SyntaxError at line 5/],
  ])('must not run as %s', async (query, reason) => {
    const refused = plans.check(ruleOf(query));
    await expect(refused).rejects.toThrow(RuleFileError);
    await expect(refused).rejects.toThrow(reason);
  });

  it('must return what a hit has', async () => {
    await expect(plans.check(ruleOf(account, 'row.id AS member'))).rejects.toThrow(
      /does not return members.*does not return truncated.*nobody reads its column member/,
    );
  });

  it('is not refused because the database is away', async () => {
    const away = new TracedNeo4j({ ...backends.neo4j, uri: 'bolt://127.0.0.1:1' });
    await expect(new RulePlanRepository(away).check(ruleOf(account))).rejects.toMatchObject({
      name: 'GraphError',
      classification: 'transient',
    });
    await away.onApplicationShutdown();
  });
});

describe('a graph with transactions that have none of what is indexed', () => {
  it('does not make shipped rules look bad, but a scan of what it has does', async () => {
    const text =
      "UNWIND range(1, 2000) AS i CREATE (:Transaction {id: 'tx' + i, type: 'transfer', occurredAtMs: i})";
    await neo4j.write({ name: 'test.fill', text });
    // Until the indexes are counted anew, the planner takes them for empty.
    await neo4j.write({ name: 'test.replan', text: 'CALL db.prepareForReplanning(60)' });
    for (const rule of await readShippedRules()) await plans.check(rule);
    const scanning = ruleOf('UNWIND $rows AS row MATCH (t:Transaction) WHERE t.id CONTAINS row.id');
    await expect(plans.check(scanning)).rejects.toThrow(/NodeIndex\w*Scan/);
  }, 120_000);
});
