// Splits Cypher into names, parameters, numbers and signs. Skips comments and string literals. Pure.

export interface CypherWord {
  kind: 'name' | 'parameter' | 'number' | 'sign';
  /** A parameter without `$`, a quoted name without backticks. */
  text: string;
  /** From 1. */
  line: number;
}

const parts = [
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\s+/u,
  /'(?:[^'\\]|\\[\s\S])*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)/u,
  /\$\s*(?:`(?<quotedParameter>(?:[^`]|``)*)`|(?<parameter>[\p{L}\p{N}_]+))/u,
  /`(?<quotedName>(?:[^`]|``)*)`|(?<name>[\p{L}_][\p{L}\p{N}_]*)/u,
  /(?<number>\p{N}[\p{L}\p{N}_]*)|(?<sign>[\s\S])/u,
];
const word = new RegExp(parts.map((part) => part.source).join('|'), 'gu');

export function cypherWords(text: string): CypherWord[] {
  const words: CypherWord[] = [];
  let line = 1;
  for (const match of text.matchAll(word)) {
    const {
      quotedParameter,
      parameter = quotedParameter,
      quotedName,
      name = quotedName,
    } = match.groups ?? {};
    const { number, sign } = match.groups ?? {};
    if (parameter !== undefined) words.push({ kind: 'parameter', text: parameter, line });
    else if (name !== undefined) words.push({ kind: 'name', text: name, line });
    else if (number !== undefined) words.push({ kind: 'number', text: number, line });
    else if (sign !== undefined) words.push({ kind: 'sign', text: sign, line });
    line += match[0].split('\n').length - 1;
  }
  return words;
}
