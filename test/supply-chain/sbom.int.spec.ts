// The bill of materials names what an image has, and nothing that only builds or tests it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Component {
  purl: string;
  licenses?: unknown[];
  hashes?: unknown[];
}
interface Manifest {
  dependencies?: Record<string, string>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sbom-'));

beforeAll(() => {
  execFileSync('npm', ['run', '--silent', 'sbom', '--', folder], { cwd: root, stdio: 'pipe' });
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

const componentsOf = (service: string): Component[] =>
  JSON.parse(readFileSync(join(folder, `ringtrace-${service}.cdx.json`), 'utf8')).components;
// pkg:npm/%40nestjs/core@12.0.0
const nameOf = ({ purl }: Component) => decodeURIComponent(/^pkg:npm\/(.+)@\d/.exec(purl)?.[1] ?? purl);

/** What a workspace and the libraries that it uses ask for. */
function wantedBy(workspace: string): string[] {
  const { dependencies = {} } = JSON.parse(
    readFileSync(join(root, workspace, 'package.json'), 'utf8'),
  ) as Manifest;
  return Object.keys(dependencies).flatMap((name) =>
    name.startsWith('@ringtrace/') ? [name, ...wantedBy(name.replace('@ringtrace', 'libs'))] : [name],
  );
}

describe.each(['ingestor', 'analyzer'])('the bill of materials of the %s', (service) => {
  it('names all that it asks for, and what that asks for', () => {
    const names = componentsOf(service).map(nameOf);
    const wanted = wantedBy(`services/${service}`);
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
    // asked for by fastify
    expect(names).toContain('find-my-way');
  });

  it('names nothing of development', () => {
    const tools = ['typescript', 'jest', 'node', '@swc/core', '@ringtrace/tools'];
    const names = componentsOf(service).map(nameOf);
    expect(tools.filter((name) => names.includes(name))).toEqual([]);
  });

  it('has version, licence and checksum of each', () => {
    const bare = componentsOf(service).filter(
      ({ purl, licenses = [], hashes = [] }) =>
        !/^pkg:npm\/.+@\d/.test(purl) ||
        licenses.length === 0 ||
        (hashes.length === 0 && !purl.includes('/%40ringtrace/')),
    );
    expect(bare.map(nameOf)).toEqual([]);
  });
});

it('a flag is no folder', () => {
  const words = ['run', '--silent', 'sbom', '--'];
  const run = (word: string) =>
    execFileSync('npm', [...words, word], { cwd: root, stdio: 'pipe', encoding: 'utf8' });
  expect(run('--help')).toContain('npm run sbom [-- FOLDER]');
  expect(() => run('--foldr')).toThrow("Unknown option '--foldr'");
  expect(existsSync(join(root, '--help'))).toBe(false);
});
