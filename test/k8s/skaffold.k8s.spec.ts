// skaffold.yaml in every profile parses, renders, pins its versions, and names only existing files.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '../cluster/commands.ts';
import { type Manifest, parseManifests } from './charts.ts';
import { skaffold, tool } from './tools.ts';

// biome-ignore lint/suspicious/noExplicitAny: skaffold checks it against its own schema
type Tree = any;

/** Empty for no profile. */
const profiles = ['', 'dev', 'lite', 'staging', 'ci'];
// Without the profiles that the current kubectl context would activate.
const profileArgs = (profile: string) => [
  '--profile-auto-activation=false',
  ...(profile === '' ? [] : ['-p', profile]),
];

/** One document per module, patched by the profile, in order. */
async function configOf(profile: string): Promise<Tree[]> {
  const said = await skaffold(['diagnose', '--yaml-only', ...profileArgs(profile)]);
  return parseAllDocuments(said).map((document) => document.toJS());
}

interface Rendering {
  of(profile: string): Promise<Manifest[]>;
  end(): void;
}

const digest = `sha256:${'0'.repeat(64)}`;

function prepareRendering(images: string[]): Rendering {
  const folder = mkdtempSync(join(tmpdir(), 'ringtrace-skaffold-'));
  const builds = images.map((imageName) => ({
    imageName,
    tag: `registry.example.com/${imageName}:git-1@${digest}`,
  }));
  writeFileSync(join(folder, 'builds.json'), JSON.stringify({ builds }));
  // Images keep their names, whatever registry is set for real builds.
  const env: Record<string, string> = { SKAFFOLD_DEFAULT_REPO: '' };
  if (process.env.HELM_CHARTS_DIR) {
    const offline = join(root, 'test/k8s/helm-offline.mjs');
    writeFileSync(join(folder, 'helm'), `#!/bin/sh\nexec '${process.execPath}' '${offline}' "$@"\n`);
    chmodSync(join(folder, 'helm'), 0o755);
    Object.assign(env, { PATH: `${folder}:${process.env.PATH}`, REAL_HELM: tool('helm') });
  }
  const given = ['--build-artifacts', join(folder, 'builds.json'), '--digest-source=none', '--offline'];
  const renderings = new Map<string, Promise<Manifest[]>>();
  const render = async (profile: string) =>
    parseManifests(await skaffold(['render', ...given, ...profileArgs(profile)], { env }));
  return {
    of(profile) {
      const made = renderings.get(profile) ?? render(profile);
      renderings.set(profile, made);
      return made;
    },
    end: () => rmSync(folder, { recursive: true }),
  };
}

const images = ['ringtrace-ingestor', 'ringtrace-analyzer'];
// Skaffold makes some paths absolute.
const isThere = (path: string) => existsSync(resolve(root, path));

let rendering: Rendering;
beforeAll(() => {
  rendering = prepareRendering(images);
});
afterAll(() => rendering.end());

describe.each(profiles)('skaffold with profile %p', (profile) => {
  let modules: Tree[];
  const releases = () => modules.flatMap(({ deploy }) => deploy?.helm?.releases ?? []);
  beforeAll(async () => {
    modules = await configOf(profile);
  });

  it('parses', () => {
    expect(modules.map(({ metadata }) => metadata.name)).toEqual(['platform', 'databases', 'ringtrace']);
  });

  it('installs the releases in dependency order, and waits for each', () => {
    const all = ['strimzi', 'keda', 'datadog', 'neo4j', 'kafka', 'ringtrace'];
    const left = { ci: ['ringtrace'], lite: all.filter((name) => name !== 'datadog') };
    expect(releases().map(({ name }) => name)).toEqual(left[profile as keyof typeof left] ?? all);
    expect(releases().every(({ wait }) => wait === true)).toBe(true);
  });

  it('pins every upstream chart, and names existing charts, values and Dockerfiles', () => {
    for (const { remoteChart, chartPath, version, valuesFiles } of releases()) {
      if (remoteChart !== undefined) expect(String(version)).toMatch(/^\d+\.\d+\.\d+$/);
      const named = [...(chartPath === undefined ? [] : [`${chartPath}/Chart.yaml`]), ...(valuesFiles ?? [])];
      expect(named.filter((file) => !isThere(file))).toEqual([]);
    }
    const files = modules.flatMap(({ build }) =>
      (build?.artifacts ?? []).map(({ docker }: Tree) => docker?.dockerfile),
    );
    expect(files.filter((file) => file !== undefined && !isThere(file))).toEqual([]);
  });

  it('calls existing hooks', () => {
    const hooks = modules.flatMap(({ deploy }) => Object.values(deploy?.helm?.hooks ?? {}).flat());
    const named = JSON.stringify(hooks).match(/k8s\/[\w./-]+/g) ?? [];
    expect(named).toEqual(expect.arrayContaining(['k8s/namespaces.yaml', 'k8s/check-secrets.sh']));
    expect(named.filter((file) => !isThere(file))).toEqual([]);
  });

  it('upgrades an upstream chart when its values change, on long-lived clusters', () => {
    const again = releases().filter(({ remoteChart, upgradeOnChange }) => remoteChart && !upgradeOnChange);
    if (profile === 'staging') expect(again).toEqual([]);
  });

  it('builds the images that the chart uses, and passes them on', () => {
    const app = modules.at(-1);
    expect(app.build.artifacts.map(({ image }: Tree) => image)).toEqual(images);
    const values = parse(readFileSync(join(root, 'charts/ringtrace/values.yaml'), 'utf8'));
    expect(['ingestor', 'analyzer'].map((service) => values[service].image.repository)).toEqual(images);
    expect(app.verify.map(({ container }: Tree) => container.image)).toEqual(['ringtrace-ingestor']);
    const keys = Object.keys(releases().at(-1).setValueTemplates).sort();
    expect(keys).toEqual(
      ['analyzer', 'ingestor'].flatMap((it) =>
        ['digest', 'repository', 'tag'].map((key) => `${it}.image.${key}`),
      ),
    );
  });

  it('renders both services with the built images', async () => {
    const used = (await rendering.of(profile))
      .filter(({ kind, metadata }) => kind === 'Deployment' && images.includes(metadata.name))
      .map(({ spec }) => spec.template.spec.containers[0].image);
    expect(used.sort()).toEqual(images.map((image) => `registry.example.com/${image}@${digest}`).sort());
  });

  it('forwards ports that Services have', async () => {
    const manifests = await rendering.of(profile);
    const forwarded = modules.flatMap(({ portForward }) => portForward ?? []);
    const isServed = ({ resourceName, port }: Tree) =>
      manifests.some(
        ({ kind, metadata, spec }) =>
          kind === 'Service' &&
          metadata.name === resourceName &&
          spec.ports.some((its: Tree) => its.port === Number(port)),
      );
    expect(forwarded.length).toBeGreaterThan(1);
    expect(forwarded.filter((forward) => !isServed(forward))).toEqual([]);
    expect(new Set(forwarded.map(({ localPort }) => localPort)).size).toBe(forwarded.length);
  });

  it('smoke-tests the installed Services', async () => {
    const services = (await rendering.of(profile)).filter(({ kind }) => kind === 'Service');
    const [{ container, executionMode }] = modules.at(-1).verify;
    const hosts = container.env
      .filter(({ name }: Tree) => name.endsWith('_URL'))
      .map(({ value }: Tree) => new URL(value).hostname);
    expect(hosts).toEqual(images);
    expect(services.map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(hosts));
    expect(isThere(executionMode.kubernetesCluster.jobManifestPath)).toBe(true);
  });
});

describe('the profiles', () => {
  const kindsOf = (manifests: Manifest[]) => new Set(manifests.map(({ kind }) => kind));

  it('lite has no Datadog agent, and nothing that needs one', async () => {
    expect(kindsOf(await rendering.of(''))).toContain('DaemonSet');
    const lite = await rendering.of('lite');
    expect(kindsOf(lite)).not.toContain('DaemonSet');
    expect(JSON.stringify(lite.filter(({ kind }) => kind === 'ConfigMap'))).not.toContain('DD_AGENT_HOST');
  });

  it('ci has neither platform nor databases', async () => {
    const ci = kindsOf(await rendering.of('ci'));
    expect([ci.has('Kafka'), ci.has('StatefulSet'), ci.has('Deployment')]).toEqual([false, false, true]);
  });

  it('staging has three replicas wherever possible', async () => {
    const staging = await rendering.of('staging');
    const pools = staging.filter(({ kind }) => kind === 'KafkaNodePool').map(({ spec }) => spec.replicas);
    expect(pools).toEqual([3, 3]);
    const [topic] = staging.filter(({ kind }) => kind === 'KafkaTopic');
    expect([topic?.spec.replicas, topic?.spec.config['min.insync.replicas']]).toEqual([3, 2]);
    const least = staging.filter(({ kind }) => /ScaledObject|HorizontalPodAutoscaler/.test(kind));
    expect(least.map(({ spec }) => spec.minReplicaCount ?? spec.minReplicas)).toEqual([3, 3]);
  });

  it('dev pushes no image, staging does', async () => {
    const pushes = await Promise.all(
      ['dev', 'staging'].map(async (profile) => (await configOf(profile)).at(-1).build.local.push),
    );
    expect(pushes).toEqual([false, true]);
  });
});

describe('k8s/kind.yaml', () => {
  it('pins its node image by version and digest', () => {
    const { nodes } = parse(readFileSync(join(root, 'k8s/kind.yaml'), 'utf8'));
    for (const { image } of nodes) expect(image).toMatch(/^kindest\/node:v1\.\d+\.\d+@sha256:[0-9a-f]{64}$/);
  });
});
