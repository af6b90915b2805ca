// The resource name of a statement's span: its text without comments, literals and layout. So it holds no values and has few
// variants. Pure. Datadog's agent cannot do this for Cypher.

// One token per match, left to right, so that a quote in a comment or a digit in a name is not taken for a literal. An
// unclosed token runs to the end: a broken statement must not show its values either.
const token = new RegExp(
  [
    String.raw`(?<comment>\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*)`,
    String.raw`(?<text>'(?:\\[\s\S]|[^'\\])*(?:'|\\?$)|"(?:\\[\s\S]|[^"\\])*(?:"|\\?$))`,
    '(?<name>`[^`]*(?:`|$)|[\\p{L}_$][\\p{L}\\p{N}_$]*)',
    String.raw`(?<number>0[xX][\da-fA-F]+|0[oO][0-7]+|(?:\d[\d_]*(?:\.\d[\d_]*)?|(?<!\.)\.\d[\d_]*)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<space>\s+)`,
  ].join('|'),
  'gu',
);

/** Datadog truncates resource names at this length. */
const maxLength = 5_000;

/**
 * `MATCH (a {id: 'x'}) RETURN a LIMIT 5` becomes `MATCH (a {id: ?}) RETURN a LIMIT ?`. At most 5,000 characters.
 */
export function normalizeStatement(text: string): string {
  return text
    .replaceAll(token, (match, ...rest) => {
      const kind = rest.at(-1) as Record<string, string | undefined>;
      if (kind.name !== undefined) return match;
      return kind.comment !== undefined || kind.space !== undefined ? ' ' : '?';
    })
    .replaceAll(/\[\s*\?(?:\s*,\s*\?)*\s*\]/g, '[?]')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, maxLength);
}
