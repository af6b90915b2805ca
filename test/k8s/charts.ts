// Our charts and the upstream ones, rendered without a cluster, with each set of values in the project.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../cluster/commands.ts';
import { helm } from './tools.ts';

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: the shape is that of the kind, which its schema checks
  spec?: any;
}

export interface Source {
  /** Name for test titles. */
  what: string;
  release: string;
  namespace: string;
  /** `dev`, `staging`, another example's name, or empty. */
  environment: string;
  /** Path of a folder or package. */
  chart(): Promise<string>;
  valuesFiles: string[];
}

/** Kubernetes version for Helm, which has no cluster to ask. */
export const kubeVersion = ['--kube-version', '1.35.0'];

export const ourCharts = ['ringtrace', 'kafka'] as const;
export const examplesOf = (chart: string) =>
  readdirSync(join(root, 'charts', chart, 'examples')).map((file) => `charts/${chart}/examples/${file}`);

export const ours: Source[] = ourCharts.flatMap((chart) =>
  examplesOf(chart).map((example) => ({
    what: example,
    release: chart,
    namespace: 'ringtrace',
    environment: basename(example, '.yaml'),
    chart: async () => join(root, 'charts', chart),
    valuesFiles: [example],
  })),
);

const upstream = [
  { chart: 'strimzi-kafka-operator', release: 'strimzi', namespace: 'strimzi', environments: [] },
  { chart: 'keda', release: 'keda', namespace: 'keda', environments: ['staging'] },
  { chart: 'datadog', release: 'datadog', namespace: 'datadog', environments: ['dev', 'staging'] },
  { chart: 'neo4j', release: 'neo4j', namespace: 'ringtrace', environments: ['staging'] },
];
export const theirs: Source[] = upstream.flatMap(({ chart, release, namespace, environments }) =>
  ['', ...environments].map((environment) => {
    const valuesFiles = [`k8s/values/${release}.yaml`];
    if (environment !== '') valuesFiles.push(`k8s/values/${release}.${environment}.yaml`);
    return {
      what: `${chart} with ${valuesFiles.join(', ')}`,
      release,
      namespace,
      environment,
      chart: () => upstreamChart(chart),
      valuesFiles: valuesFiles.filter((file) => existsSync(join(root, file))),
    };
  }),
);

/** Our charts without an example. */
export const defaults: Source[] = ourCharts.map((chart) => ({
  what: `charts/${chart} with its defaults`,
  release: chart,
  namespace: 'ringtrace',
  environment: '',
  chart: async () => join(root, 'charts', chart),
  valuesFiles: [],
}));

/** A release in an environment; upstream charts with the same values everywhere have one entry. */
export function sourceOf(release: string, environment = ''): Source {
  const all = [...ours, ...theirs, ...defaults].filter((source) => source.release === release);
  const source =
    all.find((candidate) => candidate.environment === environment) ??
    all.find((candidate) => candidate.environment === '' && theirs.includes(candidate));
  if (source === undefined) throw new Error(`there is no release ${release} for ${environment}`);
  return source;
}

/** Everything that skaffold.yaml installs, in order. */
export const installedIn = (environment: 'dev' | 'staging'): Source[] =>
  ['strimzi', 'keda', 'datadog', 'neo4j', 'kafka', 'ringtrace'].map((release) =>
    sourceOf(release, environment),
  );

export async function render(source: Source, more: string[] = []): Promise<string> {
  const { release, namespace, valuesFiles } = source;
  const values = valuesFiles.flatMap((file) => ['-f', file]);
  const chart = await source.chart();
  return helm(['template', release, chart, '-n', namespace, ...kubeVersion, ...values, ...more]);
}

export const parseManifests = (yaml: string): Manifest[] =>
  parseAllDocuments(yaml)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);

export const manifestsOf = async (source: Source, more: string[] = []): Promise<Manifest[]> =>
  parseManifests(await render(source, more));

/** Objects in a file that kubectl applies; `path` from the root of the repository. */
export const manifestsIn = (path: string): Manifest[] =>
  parseManifests(readFileSync(join(root, path), 'utf8'));

/** Every custom resource definition in the operators' charts. */
export async function packagedDefinitions(): Promise<Manifest[]> {
  const sources = ['strimzi', 'keda'].map((release) => sourceOf(release));
  const all = await Promise.all(sources.map((source) => manifestsOf(source, ['--include-crds'])));
  return all.flat().filter(({ kind }) => kind === 'CustomResourceDefinition');
}

interface HelmRelease {
  name: string;
  remoteChart?: string;
  repo?: string;
  version?: string | number;
}

/** Every release of an upstream chart in skaffold.yaml, in installation order. */
function upstreamReleases(): HelmRelease[] {
  return parseAllDocuments(readFileSync(join(root, 'skaffold.yaml'), 'utf8'))
    .flatMap((document) => document.toJS().deploy?.helm?.releases ?? [])
    .filter((release: HelmRelease) => release.remoteChart !== undefined);
}

const chartOf = ({ remoteChart = '' }: HelmRelease) => remoteChart.split('/').at(-1) ?? '';

/**
 * Path of a chart's package: in HELM_CHARTS_DIR, else downloaded once. That folder may hold another version than the pinned
 * one (not every chart can be had without the internet); its values have the same keys.
 */
export async function upstreamChart(chart: string): Promise<string> {
  const release = upstreamReleases().find((candidate) => chartOf(candidate) === chart);
  if (release === undefined) throw new Error(`skaffold.yaml installs no chart ${chart}`);
  const given = process.env.HELM_CHARTS_DIR;
  const folder = given || join(root, 'node_modules/.cache/charts', `${chart}-${release.version}`);
  const found = packageIn(folder, chart, `${release.version}`);
  if (found !== undefined) return found;
  if (given)
    throw new Error(`HELM_CHARTS_DIR has no package of the chart ${chart}: put ${chart}-VERSION.tgz there`);
  mkdirSync(folder, { recursive: true });
  const repo = release.repo === undefined ? [] : ['--repo', release.repo];
  const args = ['pull', release.remoteChart as string, ...repo, '--version', `${release.version}`];
  await helm([...args, '--destination', folder], { timeoutMs: 180_000 });
  return packageIn(folder, chart, `${release.version}`) as string;
}

// The pinned version if present, else any: `datadog-3.240.0.tgz`, but not `datadog-crds-2.23.0.tgz`.
function packageIn(folder: string, chart: string, version: string): string | undefined {
  const packages = (existsSync(folder) ? readdirSync(folder) : []).filter(
    (file) => file.startsWith(`${chart}-`) && /^\d[^/]*\.tgz$/.test(file.slice(chart.length + 1)),
  );
  const name = packages.find((file) => file === `${chart}-${version}.tgz`) ?? packages.at(-1);
  return name === undefined ? undefined : join(folder, name);
}
