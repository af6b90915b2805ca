import { parseRule } from './rule.ts';
import { RuleFileError } from './rule-file-error.ts';

const header = '// id: near\n// version: 2\n// score: 90\n// windowMs: 1000\n';
const query = 'UNWIND $rows AS row\nRETURN row.id AS transactionId, $windowMs AS members';
const rule = `${header}//\n// why: words\n${query}\n`;

/** The message with which this text is refused. */
function rejection(text: string, fileName = 'near.cypher'): string {
  try {
    parseRule(fileName, text);
  } catch (error) {
    expect(error).toBeInstanceOf(RuleFileError);
    return (error as Error).message;
  }
  throw new Error('was accepted');
}

describe('parseRule', () => {
  it('reads the header and the query', () => {
    expect(parseRule('near.cypher', rule)).toEqual({
      id: 'near',
      version: 2,
      mode: 'live',
      score: 90,
      needs: [],
      types: [],
      parameters: { windowMs: 1000 },
      cypher: rule,
    });
  });

  it('reads needs, types, mode, and thresholds of both kinds', () => {
    const more =
      '// mode: shadow\n// needs: card, device\n// types: refund,transfer\n// order: strict\n// least: -5\n';
    const text = `${header}${more}${query}, $order, $least, $types`;
    expect(parseRule('near.cypher', text)).toMatchObject({
      mode: 'shadow',
      needs: ['card', 'device'],
      types: ['transfer', 'refund'],
      parameters: { windowMs: 1000, order: 'strict', least: -5 },
    });
  });

  it('accepts a byte order mark and CRLF line ends', () => {
    expect(parseRule('near.cypher', `\uFEFF${rule.replaceAll('\n', '\r\n')}`).cypher).toBe(rule);
  });

  it('accepts a rule without a query when its mode is off', () => {
    expect(parseRule('near.cypher', `${header}// mode: off\n`)).toMatchObject({ mode: 'off' });
  });

  it.each([
    ['another name', rule.replace('near', 'far'), /^near\.cypher: write "\/\/ id: near"/],
    ['no score', rule.replace('// score: 90\n', ''), /write "\/\/ score: <a whole number from 1 to 100>"/],
    ['a score over 100', rule.replace('90', '101'), /score/],
    ['a version of 0', rule.replace('version: 2', 'version: 0'), /version/],
    [
      'a threshold of another kind',
      rule.replace('1000', 'Soon'),
      /"\/\/ windowMs:" takes a whole number or a lower/,
    ],
    ['an unknown mode', `// mode: on\n${rule}`, /"\/\/ mode:" is one of live, shadow, off/],
    [
      'an unknown need',
      `// needs: card,cart\n${rule}`,
      /"\/\/ needs:" knows only card, device, ip, merchant/,
    ],
    ['an unknown type', `// types: transfers\n${rule}`, /"\/\/ types:" knows only transfer/],
    ['a reserved parameter', `// rows: 5\n${rule}`, /"\/\/ rows:" is reserved/],
    ['a key set twice', `// score: 5\n${rule}`, /"\/\/ score:" is set twice/],
    ['words as a threshold', `${header}// why: some words\n${query}`, /"\/\/ why:" takes a whole number/],
    [
      'prose in the header',
      `${header}// Some words\n${query}`,
      /line 5 of the header .* empty "\/\/" line ends/,
    ],
    ['no header', query, /write "\/\/ id: near".*version.*score/],
    ['no query', header, /no query below the header/],
    ['nothing but comments', `${header}//\n// RETURN 1\n/* RETURN 2 */`, /no query/],
    ['a parameter that the header lacks', `${rule}, $size`, /line 9 uses \$size.*add "\/\/ size: …"/],
    ['a quoted parameter that the header lacks', `${rule}, $\`win dow\``, /\$win dow/],
    ['a parameter that the query lacks', `// need: card\n${rule}`, /"\/\/ need:" is not a known header key/],
    ['no $rows', `${header}RETURN $windowMs`, /does not use \$rows/],
    ['$types without types', `${rule}, $types`, /\$types is used but not in the header/],
    ['an EXPLAIN of its own', rule.replace('UNWIND', 'explain UNWIND'), /remove EXPLAIN/],
    ['another graph', rule.replace('UNWIND', 'USE other UNWIND'), /line 7 .*remove USE/],
    ['a procedure', `${rule} CALL db.labels() YIELD label`, /line 9 calls db\.labels\(\)/],
    ['a function of a plugin', `${rule}, apoc.text.join(["a"])`, /calls apoc\.text\.join\(\)/],
    ['a quoted function of a plugin', `${rule}, \`apoc\`.version()`, /calls apoc\.version\(\)/],
    ['the clock', `${rule}, timestamp()`, /line 9 calls timestamp\(\).*when a rule runs/],
    ['the clock as a date', `${rule}, datetime()`, /datetime\(\)/],
    ['the clock by name', `${rule}, datetime.realtime('UTC')`, /datetime\.realtime\(\)/],
    ['a random number', `${rule}, rand()`, /rand\(\)/],
    ['a field that rows lack', rule.replace('row.id', 'row.payer'), /line 8: a row has no payer, only id, /],
    ['an escaped character', `${rule}, '\\u0027'`, /write the character itself/],
  ])('rejects %s and says what to write instead', (_, text, reason) => {
    expect(rejection(text)).toMatch(reason);
  });

  it.each(['Near.cypher', 'a b.cypher', 'n.cypher', '9.cypher', 'near.txt'])(
    'rejects the file name %s',
    (name) => {
      expect(rejection(rule, name)).toMatch(/name the file in lower case/);
    },
  );

  it('accepts built-in functions, and anything inside comments, strings and names', () => {
    const harmless = `
      // apoc.x() timestamp() $nobody EXPLAIN
      WITH row, "USE it: apoc.x() $nobody" AS use, [0, 1][0..size([1])] AS a
      WHERE use.use IS NULL AND date.truncate('day', datetime({epochMillis: row.occurredAtMs})) IS NOT NULL
        AND point.distance(null, null) IS NULL AND row.id IN [use.size] AND exists { (:Use) }
      RETURN a`;
    expect(() => parseRule('near.cypher', rule + harmless)).not.toThrow();
  });

  it('reports all problems at once, without text of the query', () => {
    const message = rejection(`// version: x\n// score: secretword\n${query}, 'secretword'`);
    expect(message).toMatch(/id: near.*version.*score.*windowMs/);
    expect(message).not.toContain('secretword');
  });
});
