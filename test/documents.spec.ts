// What the documents name is there: commands, files, links and headings.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkout, type Document, readDocuments } from './read-documents.ts';

const documents = readDocuments();
const readme = documents.find(({ path }) => path === 'README.md')?.text ?? '';
const packageJson = JSON.parse(readFileSync(`${checkout}package.json`, 'utf8')) as {
  scripts: Record<string, string>;
};
const isThere = (path: string) => existsSync(join(checkout, path));

/** A path in backticks that begins with a folder of the repository; patterns and placeholders are none. */
const namedPaths = (text: string) =>
  [...text.matchAll(/`((?:libs|services|local|bench|test|docs)\/[^`\s]+)`/g)]
    .map(([, path]) => path ?? '')
    .filter((path) => !/[*<…]/.test(path));

// As GitHub makes anchors of headings: lower case, no punctuation, a dash for each space.
const anchorsIn = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );

const isBroken = ({ path, text }: Document, target: string): boolean => {
  const [file = '', anchor] = target.split('#');
  const wanted = file === '' ? path : join(dirname(path), file);
  if (!isThere(wanted)) return true;
  if (anchor === undefined) return false;
  return !anchorsIn(file === '' ? text : readFileSync(join(checkout, wanted), 'utf8')).includes(anchor);
};

describe.each(documents.map((document) => [document.path, document] as const))('%s', (_, document) => {
  it('names commands that package.json has', () => {
    const scripts = [...document.text.matchAll(/\bnpm (?:run ([a-z][a-z:-]*)|(test)\b)/g)].map(
      ([, script, test]) => script ?? test ?? '',
    );
    expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
  });

  it('links to what is there', () => {
    const targets = [...document.text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target ?? '')
      .filter((target) => !/^[a-z]+:/.test(target));
    expect(targets.filter((target) => isBroken(document, target))).toEqual([]);
  });

  it('names files that are there', () => {
    expect(namedPaths(document.text).filter((path) => !isThere(path))).toEqual([]);
  });
});

describe('README.md', () => {
  const rowsOf = (heading: string) => {
    const [, section = ''] = readme.split(`## ${heading}\n`);
    return (section.split('\n## ')[0] ?? '').split('\n').filter((line) => /^(\||\d\.)/.test(line));
  };

  it('has every package and folder of the workspace in its table', () => {
    const listed = rowsOf('Folders').flatMap((row) => namedPaths(row.replace(/`([a-z]+)`/, '`$1/`')));
    const packages = documents.filter(({ path }) => /^(libs|services)\/[^/]+\/README\.md$/.test(path));
    const wanted = packages.map(({ path }) => dirname(path));
    expect(wanted.filter((path) => !listed.includes(path))).toEqual([]);
  });

  it('has a test for each guarantee, and five files to read', () => {
    const guarantees = rowsOf('Guarantees').slice(2);
    expect(guarantees.length).toBeGreaterThanOrEqual(5);
    expect(guarantees.filter((row) => !namedPaths(row).some((path) => path.endsWith('.spec.ts')))).toEqual(
      [],
    );
    expect(rowsOf('Reading order').map((row) => namedPaths(row).filter(isThere).length)).toEqual([
      1, 1, 1, 1, 1,
    ]);
  });
});
