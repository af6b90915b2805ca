// Custom rules in the chart reach the analyzer as a directory, and changing them replaces no pod.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRule } from '../../services/analyzer/src/rules/rule.ts';
import { examplesOf, type Manifest, manifestsOf, type Source, sourceOf } from './charts.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape is that of the kind, which its schema checks
type Tree = any;

const folder = mkdtempSync(join(tmpdir(), 'ringtrace-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

function rulesFile(name: string, text: string): string[] {
  const file = join(folder, name);
  writeFileSync(file, text);
  return ['--set-file', `analyzer.rules.files.${name.replaceAll('.', '\\.')}=${file}`];
}

const source = sourceOf('ringtrace', 'dev');
const find = (all: Manifest[], kind: string, name: string): Tree =>
  all.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
const rulesIn = async (from: Source, more: string[] = []): Promise<Record<string, string>> =>
  find(await manifestsOf(from, more), 'ConfigMap', 'ringtrace-analyzer-rules').data;

describe('custom rules', () => {
  it('are mounted read-only at the directory that the analyzer reads', async () => {
    const all = await manifestsOf(source);
    const { spec } = find(all, 'Deployment', 'ringtrace-analyzer').spec.template;
    const { RULES_DIR } = find(all, 'ConfigMap', 'ringtrace-analyzer').data;
    const [mount, ...others] = spec.containers[0].volumeMounts.filter(
      ({ mountPath }: Tree) => mountPath === RULES_DIR,
    );
    expect([mount.readOnly, mount.subPath, others]).toEqual([true, undefined, []]);
    const volume = spec.volumes.find(({ name }: Tree) => name === mount.name);
    const names = volume.projected.sources.map(({ configMap }: Tree) => configMap.name);
    expect(names).toEqual(['ringtrace-analyzer-rules']);
    expect(find(all, 'ConfigMap', names[0])).toBeDefined();
  });

  it('change only their ConfigMap: no pod is replaced', async () => {
    const others = (all: Manifest[]) =>
      all.filter(({ metadata }) => metadata.name !== 'ringtrace-analyzer-rules');
    const before = await manifestsOf(source);
    const after = await manifestsOf(source, rulesFile('a-rule.cypher', '// id: a-rule\n'));
    expect(others(after)).toEqual(others(before));
    expect(after).not.toEqual(before);
  });

  it('arrive byte for byte', async () => {
    const text = '// id: a-rule\n\n  {{ .Values }} "ä" \'x\' $rows: #\n\tend  \n';
    expect(await rulesIn(source, rulesFile('a-rule.cypher', text))).toEqual({ 'a-rule.cypher': text });
  });

  it('fit into a ConfigMap, or are refused with advice', async () => {
    const quarter = 2 ** 18;
    const names = ['a-rule', 'b-rule', 'c-rule', 'd-rule'].map((name) => `${name}.cypher`);
    const most = names.flatMap((name) => rulesFile(name, 'x'.repeat(quarter)));
    expect(Object.keys(await rulesIn(source, most))).toEqual(names);
    // measured in bytes, not characters
    const more = [...most, ...rulesFile('d-rule.cypher', `${'x'.repeat(quarter - 1)}ä`)];
    await expect(rulesIn(source, more)).rejects.toThrow(
      /1048577 bytes, and a ConfigMap takes 1048576: move some to a ConfigMap of your own, named by analyzer\.rules\.existingConfigMap/,
    );
  });

  it('in the examples parse, and run in shadow mode', async () => {
    const examples = examplesOf('ringtrace').map((file) =>
      sourceOf('ringtrace', /([^/]+)\.yaml$/.exec(file)?.[1]),
    );
    const files = (await Promise.all(examples.map((example) => rulesIn(example)))).flatMap(Object.entries);
    expect(files.length).toBeGreaterThan(0);
    for (const [name, text] of files) expect(parseRule(name, text)).toMatchObject({ mode: 'shadow' });
  });
});
