// Our charts and the upstream ones, rendered without a cluster, with each set of values in the project.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../cluster/commands.ts';
import { helm } from './tools.ts';
import { upstreamChart } from './upstream-charts.ts';

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
