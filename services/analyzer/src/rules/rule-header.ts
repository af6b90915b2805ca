// Reads the header of a rule file: lines of `// key: value`, up to an empty `//` or the query. Pure.

export interface RuleHeader {
  values: ReadonlyMap<string, string>;
  /** What is wrong with its lines and what to write instead. */
  problems: readonly string[];
}

/** A malformed header line is a problem; it never silently ends the header. */
export function readHeader(text: string): RuleHeader {
  const values = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.startsWith('//') || line.slice(2).trim() === '') return { values, problems: [] };
    const [, key, value] = /^\/\/\s*([A-Za-z][A-Za-z0-9]*):\s*(\S.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) {
      const place = `line ${index + 1} of the header`;
      return {
        values,
        problems: [`${place} is not "// key: value" (an empty "//" line ends the header)`],
      };
    }
    if (values.has(key)) return { values, problems: [`"// ${key}:" is set twice: remove one`] };
    values.set(key, value);
  }
  return { values, problems: [] };
}
