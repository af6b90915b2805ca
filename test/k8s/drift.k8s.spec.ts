// Values, their schema and the generated README of a chart agree.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root, run } from '../cluster/commands.ts';
import { examplesOf, ourCharts } from './charts.ts';
import { differences, openPlaces } from './values-tree.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe.each(ourCharts)('charts/%s', (chart) => {
  const folder = `charts/${chart}`;
  const schema = JSON.parse(read(`${folder}/values.schema.json`));
  const values = parse(read(`${folder}/values.yaml`));

  it('has a schema with exactly the keys of its values', () => {
    expect(differences(schema, values)).toEqual([]);
  });

  it('has a schema that is closed wherever the keys are ours', () => {
    // Cluster resources other than CPU and memory have names of their own, and a variable has Kubernetes' keys.
    const others = /\/(resources\/(requests|limits)|extraEnv\/\*) takes other keys$/;
    expect(openPlaces(schema).filter((place) => !others.test(place))).toEqual([]);
  });

  it('has examples that change something, each with a comment on its purpose', () => {
    for (const example of examplesOf(chart)) {
      expect(read(example)).toMatch(/^# \S/);
      expect(Object.keys(parse(read(example)))).not.toEqual([]);
    }
  });

  it('has an up-to-date README from `npm run charts:readme`', async () => {
    const folderOfCopy = mkdtempSync(join(tmpdir(), 'ringtrace-readme-'));
    const copy = join(folderOfCopy, 'README.md');
    try {
      cpSync(join(root, folder, 'README.md'), copy);
      const generator = join(root, 'node_modules/.bin/readme-generator');
      await run(generator, ['-v', join(root, folder, 'values.yaml'), '-r', copy]);
      expect(readFileSync(copy, 'utf8')).toBe(read(`${folder}/README.md`));
    } finally {
      rmSync(folderOfCopy, { recursive: true });
    }
  });

  it('has the version of the repository', () => {
    const { version } = JSON.parse(read('package.json'));
    const about = parse(read(`${folder}/Chart.yaml`));
    expect(about.version).toBe(version);
    if (chart === 'ringtrace') expect(about.appVersion).toBe(version);
  });
});
