// skaffold.yaml in every profile: it is read, it renders, its versions are pinned, and what it names is there.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root, run } from '../cluster/commands.ts';
import { parseManifests } from './charts.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringtrace-skaffold-'));
const profiles = ['', 'dev', 'lite', 'staging', 'ci'];
const profileArgs = (profile: string) => (profile === '' ? [] : ['-p', profile]);
const images = ['ringtrace-ingestor', 'ringtrace-analyzer'];
const tagOf = (image: string) => `registry.example.com/${image}:git-1@sha256:${'0'.repeat(64)}`;
// Images keep their names, whatever registry is set for real builds.
let env: Record<string, string> = { SKAFFOLD_DEFAULT_REPO: '' };

beforeAll(async () => {
  writeFileSync(
    join(folder, 'builds.json'),
    JSON.stringify({ builds: images.map((imageName) => ({ imageName, tag: tagOf(imageName) })) }),
  );
  if (process.env.HELM_CHARTS_DIR !== undefined) {
    const helm = join(folder, 'helm');
    writeFileSync(helm, `#!/bin/sh\nexec node '${join(root, 'test/k8s/helm-offline.mjs')}' "$@"\n`);
    chmodSync(helm, 0o755);
    const real = (await run('sh', ['-c', 'command -v helm'])).trim();
    env = { ...env, PATH: `${folder}:${process.env.PATH}`, REAL_HELM: real };
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const rendered = async (profile: string) => {
  const builds = ['--build-artifacts', join(folder, 'builds.json'), '--digest-source=none', '--offline'];
  return parseManifests(await run('skaffold', ['render', ...builds, ...profileArgs(profile)], { env }));
};

describe.each(profiles)('skaffold with profile %p', (profile) => {
  it('reads its configuration', async () => {
    const said = await run('skaffold', ['diagnose', '--yaml-only', ...profileArgs(profile)]);
    const names = parseAllDocuments(said).map((document) => document.toJS().metadata.name);
    expect(names).toEqual(['platform', 'databases', 'ringtrace']);
  });

  it('renders both services with the images that it built', async () => {
    const manifests = await rendered(profile);
    const used = manifests
      .filter(({ kind, metadata }) => kind === 'Deployment' && images.includes(metadata.name))
      .map(({ spec }) => spec.template.spec.containers[0].image);
    expect(used.sort()).toEqual(
      images.map((image) => `registry.example.com/${image}@sha256:${'0'.repeat(64)}`).sort(),
    );
  });
});

describe('the profiles', () => {
  const kindsOf = async (profile: string) => new Set((await rendered(profile)).map(({ kind }) => kind));

  it('lite has no Datadog agent, ci no platform', async () => {
    expect(await kindsOf('')).toContain('DaemonSet');
    expect(await kindsOf('lite')).not.toContain('DaemonSet');
    const ci = await kindsOf('ci');
    expect([ci.has('Kafka'), ci.has('StatefulSet'), ci.has('Deployment')]).toEqual([false, false, true]);
  });
});

describe('skaffold.yaml', () => {
  const releases = parseAllDocuments(readFileSync(join(root, 'skaffold.yaml'), 'utf8')).flatMap(
    (document) => document.toJS().deploy.helm.releases,
  );

  it('installs the releases in the order in which they need each other, and waits for each', () => {
    expect(releases.map(({ name }) => name)).toEqual([
      'strimzi',
      'keda',
      'datadog',
      'neo4j',
      'kafka',
      'ringtrace',
    ]);
    expect(releases.every(({ wait }) => wait === true)).toBe(true);
  });

  it('pins every upstream chart, and names values that are there', () => {
    for (const { remoteChart, version, valuesFiles } of releases) {
      if (remoteChart !== undefined) expect(String(version)).toMatch(/^\d+\.\d+\.\d+$/);
      expect(valuesFiles.filter((file: string) => !existsSync(join(root, file)))).toEqual([]);
    }
  });
});
