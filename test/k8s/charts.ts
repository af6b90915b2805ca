// Our charts and the upstream ones, with each set of values that the project has, rendered without a cluster.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root, run } from '../cluster/commands.ts';
import { upstreamChart } from './upstream-charts.ts';

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: the shape is that of the kind, which its schema checks
  spec?: any;
}

export interface Source {
  /** As a test names it. */
  what: string;
  release: string;
  namespace: string;
  /** Path of a folder or package. */
  chart(): Promise<string>;
  valuesFiles: string[];
}

/** Kubernetes without a cluster: what Helm takes for the cluster's version. */
export const kubeVersion = ['--kube-version', '1.35.0'];

export const ourCharts = ['ringtrace', 'kafka'] as const;
export const examplesOf = (chart: string) =>
  readdirSync(join(root, 'charts', chart, 'examples')).map((file) => `charts/${chart}/examples/${file}`);

export const ours: Source[] = ourCharts.flatMap((chart) =>
  examplesOf(chart).map((example) => ({
    what: example,
    release: chart,
    namespace: 'ringtrace',
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
      chart: () => upstreamChart(chart),
      valuesFiles: valuesFiles.filter((file) => existsSync(join(root, file))),
    };
  }),
);

export async function render(source: Source, more: string[] = []): Promise<string> {
  const { release, namespace, valuesFiles } = source;
  const values = valuesFiles.flatMap((file) => ['-f', file]);
  const args = [
    'template',
    release,
    await source.chart(),
    '-n',
    namespace,
    ...kubeVersion,
    ...values,
    ...more,
  ];
  return run('helm', args);
}

export const parseManifests = (yaml: string): Manifest[] =>
  parseAllDocuments(yaml)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);

export const manifestsOf = async (source: Source, more: string[] = []): Promise<Manifest[]> =>
  parseManifests(await render(source, more));
