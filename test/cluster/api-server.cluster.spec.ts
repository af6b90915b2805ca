// Everything that the charts render is put before a real API server, with the real custom resource definitions and Pod
// Security enforced. Nothing is created.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { upstreamChart } from '../k8s/upstream-charts.ts';
import { apply, helm, root } from './commands.ts';

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  // biome-ignore lint/suspicious/noExplicitAny: the shape is that of the kind, which the API server checks
  spec?: any;
}

const ours = (['ringtrace', 'kafka'] as const).flatMap((chart) =>
  readdirSync(join(root, 'charts', chart, 'examples')).map((example) => ({
    what: `charts/${chart} with ${example}`,
    namespace: 'ringtrace',
    render: () => ['template', chart, `charts/${chart}`, '-f', `charts/${chart}/examples/${example}`],
  })),
);
const theirs = [
  { chart: 'strimzi-kafka-operator', release: 'strimzi', namespace: 'strimzi' },
  { chart: 'keda', release: 'keda', namespace: 'keda' },
  { chart: 'datadog', release: 'datadog', namespace: 'datadog' },
  { chart: 'neo4j', release: 'neo4j', namespace: 'ringtrace' },
].map(({ chart, release, namespace }) => ({
  what: `${chart} with our values`,
  namespace,
  render: async () => ['template', release, await upstreamChart(chart), '-f', `k8s/values/${release}.yaml`],
}));

async function manifestsOf({
  namespace,
  render,
}: (typeof ours | typeof theirs)[number]): Promise<Manifest[]> {
  const rendered = await helm([
    ...(await render()),
    '-n',
    namespace,
    '--kube-version',
    '1.35.0',
    '--skip-tests',
  ]);
  return parseAllDocuments(rendered)
    .map((document) => document.toJS() as Manifest)
    .filter(Boolean);
}
const asYaml = (manifests: object[]) => manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n');
const dryRun = (manifests: object[], namespace: string) =>
  apply(asYaml(manifests), ['--dry-run=server', '--validate=strict', '-n', namespace]);

describe('the API server', () => {
  it.each([...ours, ...theirs])('accepts $what', async (source) => {
    const manifests = await manifestsOf(source);
    expect(manifests.length).toBeGreaterThan(0);
    const accepted = (await dryRun(manifests, source.namespace)).trim().split('\n');
    expect(accepted).toHaveLength(manifests.length);
  });

  it('refuses what does not fit its schema, so that the above means something', async () => {
    const [kafka] = (
      await manifestsOf(ours.find(({ what }) => what.includes('kafka with')) as (typeof ours)[number])
    ).filter(({ kind }) => kind === 'Kafka');
    await expect(dryRun([{ ...kafka, spec: { ...kafka?.spec, brokers: 3 } }], 'ringtrace')).rejects.toThrow(
      'brokers',
    );
  });
});

describe('Pod Security', () => {
  const restricted = [...ours, ...theirs].filter(({ namespace }) => namespace !== 'datadog');
  // A Deployment is only warned about: the refusal would come when its pods are made. So they are shown as bare pods.
  const podsOf = (manifests: Manifest[]) =>
    manifests
      .filter(({ spec }) => spec?.template?.spec?.containers !== undefined)
      .map(({ kind, metadata, spec }) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `dry-run-${kind}-${metadata.name}`.toLowerCase(),
          labels: spec.template.metadata.labels,
        },
        spec: { ...spec.template.spec, serviceAccountName: 'default', serviceAccount: undefined },
      }));

  it.each(restricted)('lets the pods in: $what', async (source) => {
    const pods = podsOf(await manifestsOf(source));
    if (pods.length > 0) await dryRun(pods, source.namespace);
  });

  it('keeps out a pod that may run as root', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'root' },
      spec: { containers: [{ name: 'a', image: 'b' }] },
    };
    await expect(dryRun([pod], 'ringtrace')).rejects.toThrow('violates PodSecurity "restricted');
  });
});
