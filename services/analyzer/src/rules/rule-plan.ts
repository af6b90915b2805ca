// Evaluates the plan of a query. A query that is too expensive, or that does what rules must not do, is refused before it
// runs once. Pure.
import { graphVocabulary } from './graph-vocabulary.ts';

export interface PlanNode {
  /** Such as `NodeUniqueIndexSeek@neo4j`. */
  operatorType: string;
  /** `Details`, `EstimatedRows` and more. They contain text of the query. */
  arguments: Record<string, unknown>;
  children: PlanNode[];
  /** Only for a profiled query. */
  rows?: number;
  dbHits?: number;
}

/** The result of EXPLAIN. */
export interface ExplainedQuery {
  /** `r` is read-only; all others write or administer. */
  queryType: string;
  columns: string[];
  plan: PlanNode;
  notifications: { code: string; description: string; line?: number }[];
}

/** One sentence per problem: why the query must not run and what to do about it. Empty: it may run. */
export function planProblems(query: ExplainedQuery): string[] {
  const problems = [
    ...(query.queryType === 'r'
      ? []
      : ['it is not read-only: a rule only reads, remove the clauses that write']),
    ...forbiddenOperators(query.plan),
    ...columnProblems(query.columns),
    ...query.notifications.flatMap(notificationProblems),
  ];
  return [...new Set(problems)];
}

/**
 * Operators that no statement of the analyzer may be planned with: their cost grows with the graph instead of the batch,
 * they build cartesian products, materialize all rows, or reach beyond the graph.
 */
export function forbiddenOperators(plan: PlanNode): string[] {
  const operator = plan.operatorType.replace(/@.*$/, '');
  const advice = adviceOn(operator, plan.arguments);
  return [
    ...(advice === undefined ? [] : [`${operator} ${advice}`]),
    ...plan.children.flatMap(forbiddenOperators),
  ];
}

const seek =
  'seek by an indexed property, as in (t:Transaction {card: row.card}) or (a:Account {id: row.payerAccount})';

const advices: [RegExp, string][] = [
  [/^(Partitioned)?AllNodesScan$/, `reads every node: ${seek}`],
  [/NodeByLabels?Scan$/, `reads every node of a label: ${seek}`],
  [/NodeIndex\w*Scan$/, `reads a whole index: ${seek}, and force it with USING INDEX SEEK`],
  [/Scan$/, `reads every relationship: start at a node, and ${seek}`],
  [/^Dynamic/, `looks up a label or type by a value: write its name`],
  [
    /^CartesianProduct$/,
    'combines all rows of one pattern with all of another: join them by a relationship, or match the second one in ' +
      'CALL (row) { MATCH … RETURN … }',
  ],
  [
    /^Eager$/,
    'materializes all rows between two steps: split the statement, so that each either reads or writes a label',
  ],
  [/^ProcedureCall$/, 'calls a procedure: rules only MATCH'],
  [/^LoadCSV$/, 'reads a file or an address: rules only read the graph'],
  [/^Transaction(Apply|Foreach)$/, 'opens its own transactions: remove IN TRANSACTIONS'],
  [/^(Show|Terminate)|Command$/, 'administers the database: rules only read the graph'],
];

const paths = /^(VarLengthExpand|OptionalVarLengthExpand|Repeat|ShortestPath|StatefulShortestPath)\b/;
const noBound = 'follows paths of any length: give an upper bound, as in -[:SENT*1..4]-> or {1,4}';

function adviceOn(operator: string, { Details, EstimatedRows }: PlanNode['arguments']): string | undefined {
  if (paths.test(operator)) return hasUpperBound(String(Details)) ? undefined : noBound;
  // While an index is empty, Neo4j plans some seeks as scans. A graph without cards must not reject a rule about cards.
  // `USING INDEX SEEK` in the query rules out such a plan.
  if (/^NodeIndexScan$/.test(operator) && EstimatedRows === 0) return undefined;
  return advices.find(([pattern]) => pattern.test(operator))?.[1];
}

// Matches `*3]`, `*..4]`, `*1..4]` and `{1, 4}`. Some operators show the largest integer if there is no bound.
function hasUpperBound(details: string): boolean {
  const uppers = [...details.matchAll(/\*(?:\d*\.\.)?(\d*)\]|\{\d+, (\d*)\}/g)].map(
    ([, hops, repetitions]) => hops ?? repetitions ?? '',
  );
  return uppers.length > 0 && uppers.every((upper) => upper !== '' && Number(upper) < 2 ** 31 - 1);
}

const needed = ['transactionId', 'members', 'truncated'];
const known = [...needed, 'key', 'evidence'];

function columnProblems(columns: string[]): string[] {
  const missing = needed.filter((column) => !columns.includes(column));
  const unread = columns.filter((column) => !known.includes(column));
  return [
    ...missing.map((column) => `it does not return ${column}: end with RETURN … AS ${column}`),
    ...unread.map((column) => `its column ${column} is unknown: return only ${known.join(', ')}`),
  ];
}

const unknownNames: Record<string, keyof typeof graphVocabulary> = {
  UnknownLabelWarning: 'label',
  UnknownRelationshipTypeWarning: 'relationship type',
  UnknownPropertyKeyWarning: 'property',
};

function notificationProblems({
  code,
  description,
  line,
}: ExplainedQuery['notifications'][number]): string[] {
  const kind = code.replace(/^.*\./, '');
  if (kind === 'UnboundedVariableLengthPattern') return [`a shortest path ${noBound}`];
  if (kind === 'ParameterNotProvided') return ['it uses a parameter that is not in the header'];
  const what = unknownNames[kind];
  if (what === undefined) return [];
  // "(the missing label name is: Cart)"
  const name = /is: ([^()]+)\)\s*$/.exec(description)?.[1] ?? 'of that name';
  const names: readonly string[] = graphVocabulary[what];
  if (names.includes(name)) return [];
  return [`line ${line ?? '?'}: there is no ${what} ${name}, only ${names.join(', ')}`];
}
