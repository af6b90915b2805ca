// docs/security.md names tests as evidence: each must exist by name, and every OWASP row needs one.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const checkout = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, checkout), 'utf8');
const document = read('docs/security.md');

interface Row {
  name: string;
  /** Its last cell. */
  shownBy: string;
}

/** Rows of the tables under a heading whose last column is "shown by". */
function rowsUnder(heading: string): Row[] {
  const section = document.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => /^\| \S/.test(line) && !/^\| *\|/.test(line))
    .map((line) => line.slice(1, -1).split('|'))
    .map((cells) => ({ name: cells[0]?.trim() ?? '', shownBy: cells.at(-1)?.trim() ?? '' }));
}

/** `file`: "title", "title" */
function testsIn({ shownBy }: Row): { file: string; titles: string[] }[] {
  return [...shownBy.matchAll(/`([^`]+\.spec\.ts)`(?:: ((?:"[^"]+"(?:, )?)+))?/g)].map(
    ([, file = '', titles = '']) => ({
      file,
      titles: [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title),
    }),
  );
}

/** The titles passed to `describe`, `it` and `each`, as written in the source. */
function titlesOf(file: string): Set<string> {
  const called = /(?:\b(?:it|describe)\(|\)\()\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1,/g;
  return new Set(
    [...read(file).matchAll(called)].map(([, , title = '']) => title.replaceAll(/\\(.)/g, '$1')),
  );
}

const owasp = rowsUnder('OWASP API Security Top 10, 2023');
const further = rowsUnder('And further');
const rows = [...owasp, ...further];

describe('docs/security.md', () => {
  it('has a row with a test for each of the OWASP top ten', () => {
    expect(owasp.map(({ name }) => name.split(' ')[0])).toEqual(
      Array.from({ length: 10 }, (_, index) => `API${index + 1}`),
    );
    expect(owasp.filter((row) => !testsIn(row).some(({ titles }) => titles.length > 0))).toEqual([]);
  });

  it('says in every other row what shows it, or that nothing does', () => {
    expect(further.length).toBeGreaterThan(15);
    expect(further.filter((row) => testsIn(row).length === 0 && !row.shownBy.includes('no test'))).toEqual(
      [],
    );
  });

  it.each(rows)('names existing tests: $name', (row) => {
    const missing = testsIn(row).flatMap(({ file, titles }) => {
      if (!existsSync(fileURLToPath(new URL(file, checkout)))) return [file];
      const known = titlesOf(file);
      return titles.filter((title) => !known.has(title)).map((title) => `${file}: ${title}`);
    });
    expect(missing).toEqual([]);
  });

  it('has no quoted title without a file in those cells', () => {
    const loose = rows.flatMap((row) => {
      const named = testsIn(row).flatMap(({ titles }) => titles);
      return [...row.shownBy.matchAll(/"([^"]+)"/g)]
        .map(([, quoted = '']) => quoted)
        .filter((quoted) => !named.includes(quoted));
    });
    expect(loose).toEqual([]);
  });
});
