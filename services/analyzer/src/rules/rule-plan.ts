// Judges how the database would run a query: what costs more than the batch is worth, and what a rule has no business
// with, is refused before it runs once. Pure.
import { graphVocabulary } from './graph-vocabulary.ts';

export interface PlanNode {
  /** Such as `NodeUniqueIndexSeek@neo4j`. */
  operatorType: string;
  /** `Details`, `EstimatedRows` and more; texts of the query are among them. */
  arguments: Record<string, unknown>;
  children: PlanNode[];
  /** Known of a query that was run. */
  rows?: number;
  dbHits?: number;
}

/** What EXPLAIN says of a query. */
export interface ExplainedQuery {
  /** `r` reads; all else writes or administers. */
  queryType: string;
  columns: string[];
  plan: PlanNode;
  notifications: { code: string; description: string; line?: number }[];
}

/** Why a rule's query must not run, a sentence each with what to do about it; none: it may. */
export function planProblems(query: ExplainedQuery): string[] {
  const problems = [
    ...(query.queryType === 'r' ? [] : ['it does more than read: a rule only reads, remove what writes']),
    ...forbiddenOperators(query.plan),
    ...columnProblems(query.columns),
    ...query.notifications.flatMap(notificationProblems),
  ];
  return [...new Set(problems)];
}

/**
 * Operators that no statement of the analyzer may be planned with: they read what grows with the graph instead of with
 * the batch, pair everything with everything, hold all rows back, or reach beyond the graph.
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
  'seek by what is indexed, as in (t:Transaction {card: row.card}) or (a:Account {id: row.payerAccount})';

const advices: [RegExp, string][] = [
  [/^(Partitioned)?AllNodesScan$/, `reads every node: ${seek}`],
  [/NodeByLabels?Scan$/, `reads every node of a label: ${seek}`],
  [/NodeIndex\w*Scan$/, `reads a whole index: ${seek}, and insist on it by USING INDEX SEEK`],
  [/Scan$/, `reads every relationship: start at a node, and ${seek}`],
  [/^Dynamic/, `looks up a label or type by a value: write its name`],
  [
    /^CartesianProduct$/,
    'pairs all of one pattern with all of another: join them by a relationship, or find the second one in ' +
      'CALL (row) { MATCH … RETURN … }',
  ],
  [/^Eager$/, 'holds all rows back between two steps: split them, each may either read or write a label'],
  [/^ProcedureCall$/, 'calls a procedure: rules only MATCH'],
  [/^LoadCSV$/, 'reads a file or an address: rules only read the graph'],
  [/^Transaction(Apply|Foreach)$/, 'opens transactions of its own: remove IN TRANSACTIONS'],
  [/^(Show|Terminate)|Command$/, 'administers the database: rules only read the graph'],
];

const paths = /^(VarLengthExpand|OptionalVarLengthExpand|Repeat|ShortestPath|StatefulShortestPath)\b/;
const noBound = 'follows paths of any length: give an upper bound, as in -[:SENT*1..4]-> or {1,4}';

function adviceOn(operator: string, { Details, EstimatedRows }: PlanNode['arguments']): string | undefined {
  if (paths.test(operator)) return hasUpperBound(String(Details)) ? undefined : noBound;
  // Some queries that seek are planned so while their index holds nothing: a graph without cards must not make a rule on
  // cards look bad. `USING INDEX SEEK` in the query rules such a plan out.
  if (/^NodeIndexScan$/.test(operator) && EstimatedRows === 0) return undefined;
  return advices.find(([pattern]) => pattern.test(operator))?.[1];
}

// `*3]`, `*..4]`, `*1..4]`, `{1, 4}`, each with a number at the end. Some operators show no bound as the largest integer.
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
    ...unread.map((column) => `nobody reads its column ${column}: return only ${known.join(', ')}`),
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
  if (kind === 'ParameterNotProvided') return ['it uses a parameter that nobody gives'];
  const what = unknownNames[kind];
  if (what === undefined) return [];
  // "(the missing label name is: Cart)"
  const name = /is: ([^()]+)\)\s*$/.exec(description)?.[1] ?? 'of that name';
  const names: readonly string[] = graphVocabulary[what];
  if (names.includes(name)) return [];
  return [`line ${line ?? '?'}: there is no ${what} ${name}, there are ${names.join(', ')}`];
}
