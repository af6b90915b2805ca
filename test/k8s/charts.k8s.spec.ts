// Both charts with every example: they lint, they render, their own tests pass, and mistakes are told.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '../cluster/commands.ts';
import { examplesOf, manifestsOf, ourCharts, ours, parseManifests, theirs } from './charts.ts';

describe.each(ourCharts)('charts/%s', (chart) => {
  const folder = `charts/${chart}`;

  it.each(['', ...examplesOf(chart)])('lints with %p', async (example) => {
    const values = example === '' ? [] : ['-f', example];
    const said = await run('helm', ['lint', '--strict', folder, ...values]);
    expect(said).toContain('1 chart(s) linted, 0 chart(s) failed');
  });

  it('passes its own tests', async () => {
    const said = await run('helm', ['unittest', folder]);
    expect(said).toMatch(/^Tests:\s+[1-9]\d* passed, [1-9]\d* total$/m);
  });

  it('has a README that says what its values are', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'ringtrace-readme-'));
    try {
      cpSync(join(root, folder, 'README.md'), join(copy, 'README.md'));
      const values = join(root, folder, 'values.yaml');
      await run('readme-generator', ['-v', values, '-r', join(copy, 'README.md')]);
      // npm run charts:readme
      expect(readFileSync(join(copy, 'README.md'), 'utf8')).toBe(
        readFileSync(join(root, folder, 'README.md'), 'utf8'),
      );
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});

describe('what is rendered', () => {
  it.each([...ours, ...theirs])('is there: $what', async (source) => {
    expect((await manifestsOf(source)).length).toBeGreaterThan(1);
  });

  it('names no object twice, over all releases and k8s/', async () => {
    const everything = await Promise.all(
      [...ours, ...theirs]
        .filter(({ what }) => !/staging|minimal|byo|aura|datadog\.dev/.test(what))
        .map((source) => manifestsOf(source)),
    );
    const applied = ['namespaces', 'network-policies'].flatMap((name) => parseFile(`k8s/${name}.yaml`));
    const names = [...everything.flat(), ...applied].map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
    );
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

const parseFile = (path: string) => parseManifests(readFileSync(join(root, path), 'utf8'));
