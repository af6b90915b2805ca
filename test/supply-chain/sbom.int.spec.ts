// The bill of materials lists what an image contains, and no build or test dependencies.
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

/** Dependencies of a workspace and of the libraries it uses. */
function wantedBy(workspace: string): string[] {
  const { dependencies = {} } = JSON.parse(
    readFileSync(join(root, workspace, 'package.json'), 'utf8'),
  ) as Manifest;
  return Object.keys(dependencies).flatMap((name) =>
    name.startsWith('@ringtrace/') ? [name, ...wantedBy(name.replace('@ringtrace', 'libs'))] : [name],
  );
}

describe.each(['ingestor', 'analyzer'])('the bill of materials of the %s', (service) => {
  it('names all dependencies, direct and transitive', () => {
    const names = componentsOf(service).map(nameOf);
    const wanted = wantedBy(`services/${service}`);
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
    // a dependency of fastify
    expect(names).toContain('find-my-way');
  });

  it('names no development dependency', () => {
    const tools = ['typescript', 'jest', 'node', '@swc/core', '@ringtrace/tools', '@ringtrace/bench'];
    const names = componentsOf(service).map(nameOf);
    expect(tools.filter((name) => names.includes(name))).toEqual([]);
  });

  it('has version, licence and checksum of each package', () => {
    const bare = componentsOf(service).filter(
      ({ purl, licenses = [], hashes = [] }) =>
        !/^pkg:npm\/.+@\d/.test(purl) ||
        licenses.length === 0 ||
        (hashes.length === 0 && !purl.includes('/%40ringtrace/')),
    );
    expect(bare.map(nameOf)).toEqual([]);
  });
});

it('rejects a flag in place of the folder', () => {
  const words = ['run', '--silent', 'sbom', '--'];
  const run = (word: string) =>
    execFileSync('npm', [...words, word], { cwd: root, stdio: 'pipe', encoding: 'utf8' });
  expect(run('--help')).toContain('npm run sbom [-- FOLDER]');
  expect(() => run('--foldr')).toThrow("Unknown option '--foldr'");
  expect(existsSync(join(root, '--help'))).toBe(false);
});
