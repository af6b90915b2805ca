// Everything the documents name exists: commands, files, links and headings.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string) => readFileSync(join(checkout, path), 'utf8');
const isThere = (path: string) => existsSync(join(checkout, path));

const documents = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: checkout })
  .toString()
  .split('\n')
  .filter((path) => path !== '' && isThere(path));
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** The first group of every match. */
const allOf = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(([, found]) => found ?? '');

/** Paths in backticks that start with a folder of the repository. Patterns and placeholders are skipped. */
const namedPaths = (text: string) =>
  allOf(/`((?:libs|services|tools|test|docs|charts|k8s)\/[^`\s]+)`/g, text).filter(
    (path) => !/[*<…]/.test(path),
  );

// Anchors are derived from headings: lower case, no punctuation, a dash for each space.
const anchorsOf = (text: string) =>
  allOf(/^#+ (.+)$/gm, text).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );

const maxLineLength = 140;

/** Lines of prose that are too long. Tables, code blocks and comments may be longer. */
function longLines(text: string): string[] {
  const prose = text.replace(/^( *)```.*?^\1```$/gms, '');
  const mayBeLonger = /^(?: *\||<!--| {4})/;
  return prose.split('\n').filter((line) => line.length > maxLineLength && !mayBeLonger.test(line));
}

/** Results are written by the tools that measure. */
const withoutResults = (path: string, text: string) =>
  path.includes('/results/') ? '' : text.replace(/<!-- results: .*?<!-- end of results -->/gs, '');

function isBroken(link: string, from: string): boolean {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? from : join(dirname(from), file);
  return !isThere(path) || (anchor !== undefined && !anchorsOf(read(path)).includes(anchor));
}

describe.each(documents)('%s', (path) => {
  const text = read(path);

  it('names only commands that package.json has', () => {
    const named = allOf(/(?:^ *|`|&& )npm (?:run )?([a-z][a-z0-9:-]*)/gm, text);
    expect(named.filter((name) => name !== 'ci' && !(name in scripts))).toEqual([]);
  });

  it('links only to existing targets', () => {
    const links = allOf(/\]\(([^)\s]+)\)/g, text).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.filter((link) => isBroken(link, path))).toEqual([]);
  });

  it('names only existing files', () => {
    expect(namedPaths(text).filter((named) => !isThere(named))).toEqual([]);
  });

  it(`has no line of prose over ${maxLineLength} characters`, () => {
    expect(longLines(withoutResults(path, text))).toEqual([]);
  });
});

describe('README.md', () => {
  const linesUnder = (heading: string, start: RegExp) =>
    (read('README.md').split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
      .split('\n')
      .filter((line) => start.test(line));

  it('lists every package in its folder table', () => {
    const listed = linesUnder('Folders', /^\| \[`/).flatMap((row) => allOf(/^\| \[`([^`]+)`\]/g, row));
    const packages = ['libs', 'services'].flatMap((folder) =>
      readdirSync(join(checkout, folder)).map((name) => `${folder}/${name}`),
    );
    expect(packages.filter((name) => isThere(`${name}/package.json`) && !listed.includes(name))).toEqual([]);
    expect(listed.filter((name) => !isThere(name))).toEqual([]);
  });

  it('names a test for each guarantee', () => {
    const tests = linesUnder('Guarantees', /^\| [^|]*\w/).map((row) =>
      namedPaths(row).filter((named) => named.endsWith('.spec.ts')),
    );
    expect(tests.length).toBeGreaterThan(5);
    expect(tests.filter((named) => named.length === 0)).toEqual([]);
  });

  it('names five existing files to read', () => {
    const files = linesUnder('Reading order', /^\d\. /).map((line) => namedPaths(line)[0] ?? '');
    expect(files).toHaveLength(5);
    expect(files.filter((file) => !file.endsWith('.ts') || !isThere(file))).toEqual([]);
  });
});
