// Checks a rule's query by its text alone, without a database. Pure.
import { type CypherWord, cypherWords } from './cypher-words.ts';
import { rowFields } from './graph-vocabulary.ts';

export interface RuleText {
  /** The whole file. */
  cypher: string;
  parameters: Readonly<Record<string, number | string>>;
  types: readonly string[];
}

/** One sentence per problem: what is wrong and what to write instead. Empty: the query may be sent to the database's planner. */
export function queryProblems({ cypher, parameters, types }: RuleText): string[] {
  const words = cypherWords(cypher);
  if (words.length === 0) return ['there is no query below the header: write one, or "// mode: off"'];
  return [
    ...(/\\u[0-9a-f]{4}/i.test(cypher) ? ['a character is written as \\u…: write the character itself'] : []),
    ...parameterProblems(words, parameters, types),
    ...clauseProblems(words),
    ...functionProblems(words),
    ...rowProblems(words),
  ];
}

function parameterProblems(
  words: CypherWord[],
  parameters: RuleText['parameters'],
  types: RuleText['types'],
): string[] {
  const used = new Map(words.filter(isParameter).map(({ text, line }) => [text, line]));
  const missing = [...used].filter(([name]) => !Object.hasOwn(parameters, name) && !reserved.has(name));
  const unused = Object.keys(parameters).filter((name) => !used.has(name));
  return [
    ...missing.map(
      ([name, line]) => `line ${line} uses $${name}, which is not in the header: add "// ${name}: …"`,
    ),
    // Otherwise a misspelt `need:` would silently be an unused threshold.
    ...unused.map((name) => `"// ${name}:" is not a known header key, and the query does not use $${name}`),
    ...(used.has('types') && types.length === 0
      ? ['$types is used but not in the header: add "// types: …"']
      : []),
    ...(used.has('rows')
      ? []
      : ['the query does not use $rows, the transactions of the batch: begin with UNWIND $rows AS row']),
  ];
}

const reserved = new Set(['rows', 'types']);
const isParameter = ({ kind }: CypherWord) => kind === 'parameter';

function clauseProblems(words: CypherWord[]): string[] {
  const leading = words.slice(0, 4).find((word) => isName(word, ['explain', 'profile']));
  // `a.use`, `:Use` and `$use` are not the clause.
  const use = words.find(
    (word, at) => isName(word, ['use']) && words[at + 1]?.kind === 'name' && !isMember(words, at),
  );
  return [
    ...(leading ? [`remove ${leading.text.toUpperCase()}: "npm run rules -- check" shows the plan`] : []),
    ...(use ? [`line ${use.line} selects another graph: remove USE`] : []),
  ];
}

const ownNamespaces = [
  'date',
  'datetime',
  'duration',
  'localdatetime',
  'localtime',
  'point',
  'time',
  'vector',
];
const clocks = ['date', 'datetime', 'localdatetime', 'localtime', 'time'];

/** Rules may only call functions that every Neo4j has, and must not depend on when they run. */
function functionProblems(words: CypherWord[]): string[] {
  return words.flatMap((open, at) => {
    if (open.text !== '(' || words[at - 1]?.kind !== 'name') return [];
    const path = pathBefore(words, at);
    const [namespace = '', ...rest] = path.map((name) => name.toLowerCase());
    const place = `line ${open.line} calls ${path.join('.')}()`;
    if (rest.length > 0 && !ownNamespaces.includes(namespace))
      return [`${place}: use built-in Cypher functions only, and no procedures`];
    const isNow =
      ['rand', 'randomuuid', 'timestamp'].includes(path.join('.').toLowerCase()) ||
      (clocks.includes(namespace) &&
        (rest.length > 0
          ? ['transaction', 'statement', 'realtime'].includes(rest[0] as string)
          : words[at + 1]?.text === ')'));
    return isNow
      ? [`${place}: findings must not depend on when a rule runs, compare with the row instead`]
      : [];
  });
}

// The qualified name before a parenthesis: two parts in `a.b(`, one in `[0..size(`.
function pathBefore(words: CypherWord[], at: number): string[] {
  const path = [words[at - 1]?.text ?? ''];
  for (let dot = at - 2; words[dot]?.text === '.' && words[dot - 1]?.kind === 'name'; dot -= 2)
    path.unshift(words[dot - 1]?.text ?? '');
  return path;
}

// An unknown field is null, and the rule would silently find nothing.
function rowProblems(words: CypherWord[]): string[] {
  const rows = words.findIndex((word) => isParameter(word) && word.text === 'rows');
  const row = isName(words[rows + 1], ['as']) ? words[rows + 2]?.text : undefined;
  const wrong = words.filter(
    (word, at) =>
      word.kind === 'name' &&
      words[at - 1]?.text === '.' &&
      words[at - 2]?.kind === 'name' &&
      words[at - 2]?.text === row &&
      !isMember(words, at - 2) &&
      !rowFields.includes(word.text),
  );
  return wrong.map(({ text, line }) => `line ${line}: a row has no ${text}, only ${rowFields.join(', ')}`);
}

function isName(word: CypherWord | undefined, lowerCase: string[]): boolean {
  return word?.kind === 'name' && lowerCase.includes(word.text.toLowerCase());
}

function isMember(words: CypherWord[], at: number): boolean {
  return ['.', ':'].includes(words[at - 1]?.text ?? '');
}
