import { type ExplainedQuery, forbiddenOperators, type PlanNode, planProblems } from './rule-plan.ts';

const node = (operatorType: string, details = '', children: PlanNode[] = []): PlanNode => ({
  operatorType: `${operatorType}@neo4j`,
  arguments: { Details: details },
  children,
});

const good: ExplainedQuery = {
  queryType: 'r',
  columns: ['transactionId', 'members', 'truncated'],
  plan: node('ProduceResults', 'transactionId, members, truncated', [
    node('Apply', '', [
      node('Unwind', '$rows AS row'),
      node('NodeUniqueIndexSeek', 'UNIQUE t:Transaction(id) WHERE id = row.id'),
    ]),
  ]),
  notifications: [],
};

const unknown = (kind: string, name: string) => ({
  code: `Neo.ClientNotification.Statement.Unknown${kind}Warning`,
  description: `One of the names is not available (the missing name is: ${name})`,
  line: 7,
});

describe('planProblems and forbiddenOperators', () => {
  it('accept seeks, expansions and aggregations', () => {
    expect(planProblems(good)).toEqual([]);
    expect(forbiddenOperators(node('EagerAggregation', '', [node('NodeIndexSeek')]))).toEqual([]);
  });

  it.each([
    ['AllNodesScan', /every node/],
    ['NodeByLabelScan', /every node of a label/],
    ['UnionNodeByLabelsScan', /every node of a label/],
    ['NodeIndexScan', /whole index/],
    ['NodeIndexContainsScan', /whole index/],
    ['DirectedRelationshipTypeScan', /every relationship/],
    ['UndirectedAllRelationshipsScan', /every relationship/],
    ['CartesianProduct', /CALL \(row\)/],
    ['Eager', /materializes all rows/],
    ['ProcedureCall', /procedure/],
    ['LoadCSV', /file or an address/],
    ['TransactionApply', /IN TRANSACTIONS/],
    ['ShowTransactions', /administers/],
  ])('reject %s anywhere in the plan and say what to do instead', (operator, advice) => {
    const plan = node('ProduceResults', '', [node('Apply', '', [node('Argument'), node(operator)])]);
    expect(planProblems({ ...good, plan })).toEqual([expect.stringMatching(advice)]);
    expect(forbiddenOperators(plan)[0]).toMatch(new RegExp(`^${operator} `));
  });

  it.each([
    ['VarLengthExpand(All)', '(a)-[anon_0:SENT*]->(b)', false],
    ['VarLengthExpand(All)', 'p = (a)-[r:SENT*2..]->(b) WHERE all(…)', false],
    ['VarLengthExpand(Pruning,BFS,All)', '(a)-[*..2147483647]->(b)', false],
    ['VarLengthExpand(Into)', '(a)-[r:SENT|RECEIVED_BY*1..4]->(b)', true],
    ['VarLengthExpand(All)', '(a)-[r:SENT*..3]->(b)', true],
    ['VarLengthExpand(Pruning)', '(a)-[*3]->(b)', true],
    ['Repeat(Trail)', '(a) (...){2, } (b)', false],
    ['Repeat(Trail)', '(a) (...){2, 6} (b)', true],
    ['ShortestPath', 'p = (a)-[anon_0:SENT*]-(c)', false],
    ['StatefulShortestPath(Into)', 'SHORTEST 1 (a) ((`x`)-[`r`]-(`y`)){1, } (c)', false],
    ['StatefulShortestPath(Into)', 'SHORTEST 1 (a) ((`x`)-[`r`]-(`y`)){1, 4} (c)', true],
    ['StatefulShortestPath(Into)', 'SHORTEST 1 (a) (…){1, 4} (b) (…){0, } (c)', false],
  ])('accept paths only with an upper bound: %s %s', (operator, details, isBounded) => {
    expect(forbiddenOperators(node(operator, details))).toHaveLength(isBounded ? 0 : 1);
  });

  it('accept the scan of an empty index', () => {
    const scan = node('NodeIndexScan', 'RANGE INDEX t:Transaction(card)');
    const of = (EstimatedRows: number) => ({ ...scan, arguments: { ...scan.arguments, EstimatedRows } });
    expect([0, 1].map((rows) => forbiddenOperators(of(rows)).length)).toEqual([0, 1]);
  });

  it.each(['rw', 'w', 's'])('reject queries of type %s', (queryType) => {
    expect(planProblems({ ...good, queryType })).toEqual([expect.stringMatching(/only reads/)]);
  });

  it('reject missing and unknown columns', () => {
    const columns = ['transactionId', 'members', 'evidnce'];
    expect(planProblems({ ...good, columns })).toEqual([
      expect.stringMatching(/does not return truncated/),
      expect.stringMatching(/evidnce.*return only transactionId/),
    ]);
  });

  it.each([
    ['Label', 'Cart', /line 7: there is no label Cart, only Transaction/],
    ['RelationshipType', 'PAID', /no relationship type PAID/],
    ['PropertyKey', 'amount', /no property amount/],
  ])('reject names that are not in the graph (%s %s)', (kind, name, reason) => {
    expect(planProblems({ ...good, notifications: [unknown(kind, name)] })).toEqual([
      expect.stringMatching(reason),
    ]);
  });

  it('accept names of the graph that an empty database does not know yet', () => {
    const notifications = [
      unknown('Label', 'Card'),
      unknown('RelationshipType', 'USES_CARD'),
      unknown('PropertyKey', 'merchant'),
    ];
    expect(planProblems({ ...good, notifications })).toEqual([]);
  });

  it('reject an unbounded shortest path inside an expression, which is not an operator', () => {
    const code = 'Neo.ClientNotification.Statement.UnboundedVariableLengthPattern';
    const notifications = [{ code, description: 'unbounded' }];
    expect(planProblems({ ...good, notifications })).toEqual([expect.stringMatching(/upper bound/)]);
  });

  it('report each problem once', () => {
    const plan = node('Apply', '', [node('AllNodesScan', 'a'), node('AllNodesScan', 'b'), node('Eager')]);
    expect(planProblems({ ...good, plan })).toHaveLength(2);
  });
});
