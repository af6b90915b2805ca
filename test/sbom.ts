// `npm run sbom`: writes the contents of each image as CycloneDX, by npm's own command, into sbom/ or the given folder. From
// the lock file without development dependencies, as in the Dockerfiles. `npm sbom --omit=dev` (npm 11) is no substitute: it
// drops packages that another workspace needs for development, and includes those of a workspace's libraries.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readWords } from './supply-chain/read-words.ts';

interface Manifest {
  devDependencies?: Record<string, string>;
  [key: string]: unknown;
}
const withoutDevelopment = ({ devDependencies: _, ...manifest }: Manifest): Manifest => manifest;

const root = fileURLToPath(new URL('../', import.meta.url));
const help = `npm run sbom [-- FOLDER]: a bill of materials for each image, CycloneDX, into sbom/ or FOLDER.
Exit codes: 0 written, 1 failed, 64 wrong command line.`;
const [folder = join(root, 'sbom')] = readWords(help, 1);
const project = mkdtempSync(join(tmpdir(), 'ringtrace-'));

try {
  const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
  const write = (name: string, value: object) => writeFileSync(join(project, name), JSON.stringify(value));
  const lock = read('package-lock.json') as { packages: Record<string, Manifest> };
  write('package.json', withoutDevelopment(read('package.json') as Manifest));
  write('package-lock.json', {
    ...lock,
    packages: Object.fromEntries(
      Object.entries(lock.packages).map(([path, manifest]) => [path, withoutDevelopment(manifest)]),
    ),
  });
  for (const [path, manifest] of Object.entries(lock.packages)) {
    if (path === '' || path.includes('node_modules/')) continue;
    mkdirSync(join(project, path), { recursive: true });
    write(join(path, 'package.json'), withoutDevelopment(manifest));
  }
  mkdirSync(folder, { recursive: true });
  // The workspaces that each image holds, as in the Dockerfiles.
  const images = { ingestor: ['ingestor'], analyzer: ['analyzer', 'erase', 'dead-letters'] };
  for (const [image, workspaces] of Object.entries(images)) {
    const kind = ['--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
    const selected = workspaces.map((name) => `--workspace=services/${name}`);
    const text = execFileSync('npm', ['sbom', ...kind, ...selected], {
      cwd: project,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const file = join(folder, `ringtrace-${image}.cdx.json`);
    writeFileSync(file, text);
    process.stdout.write(`${file}: ${JSON.parse(text).components.length} packages\n`);
  }
} finally {
  rmSync(project, { recursive: true });
}
