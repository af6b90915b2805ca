// docs/threats.md names tests for each threat: they must exist, and none of OWASP's ten may go without.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const checkout = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, checkout), 'utf8');
const document = read('docs/threats.md');

interface Threat {
  name: string;
  /** What follows its "Shown by:". */
  shownBy: string;
}
interface NamedTests {
  file: string;
  titles: string[];
}

/** The sections under a heading. */
function threatsUnder(heading: string): Threat[] {
  const section = document.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n### ')
    .slice(1)
    .map((text) => ({
      name: text.split('\n')[0] ?? '',
      shownBy: text.split('\nShown by:\n')[1] ?? '',
    }));
}

/** List items: a file, and below it the titles of its tests in quotes. */
function testsIn({ shownBy }: Threat): NamedTests[] {
  return [...shownBy.matchAll(/^- `([^`]+\.spec\.ts)`\n((?: {2}- ".*\n?)*)/gm)].map(
    ([, file = '', titles = '']) => ({
      file,
      titles: [...titles.matchAll(/^ {2}- "([^"]+)"/gm)].map(([, title = '']) => title),
    }),
  );
}

/** The titles that a file passes to `describe`, `it` and their `each`. */
function titlesOf(file: string): Set<string> {
  const called = /(?:\b(?:it|describe)\(|\)\()\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1,/g;
  return new Set(
    [...read(file).matchAll(called)].map(([, , title = '']) => title.replaceAll(/\\(.)/g, '$1')),
  );
}

const owasp = threatsUnder('OWASP API Security Top 10, 2023');
const others = threatsUnder('Other threats');
const threats = [...owasp, ...others];

describe('docs/threats.md', () => {
  it('has a section with a test for each of OWASP’s ten', () => {
    expect(owasp.map(({ name }) => name.split(' ')[0])).toEqual(
      Array.from({ length: 10 }, (_, index) => `API${index + 1}`),
    );
    expect(owasp.filter((threat) => !testsIn(threat).some(({ titles }) => titles.length > 0))).toEqual([]);
  });

  it('names a test for every other threat, or says "no test"', () => {
    expect(others.length).toBeGreaterThan(15);
    expect(
      others.filter((threat) => testsIn(threat).length === 0 && !threat.shownBy.includes('no test')),
    ).toEqual([]);
  });

  it.each(threats)('names only existing tests: $name', (threat) => {
    const missing = testsIn(threat).flatMap(({ file, titles }) => {
      if (!existsSync(fileURLToPath(new URL(file, checkout)))) return [file];
      const known = titlesOf(file);
      return titles.filter((title) => !known.has(title)).map((title) => `${file}: ${title}`);
    });
    expect(missing).toEqual([]);
  });

  it('lists every quoted title below a file', () => {
    const loose = threats.flatMap((threat) => {
      const named = testsIn(threat).flatMap(({ titles }) => titles);
      return [...threat.shownBy.matchAll(/"([^"]+)"/g)]
        .map(([, quoted = '']) => quoted)
        .filter((quoted) => !named.includes(quoted));
    });
    expect(loose).toEqual([]);
  });
});
