// Submits everything that the charts render to a real API server as a dry run, with the real custom resource definitions
// and Pod Security enforced. Nothing is created.
import { type Manifest, manifestsOf, ours, type Source, theirs } from '../k8s/charts.ts';
import { apply, kubectl, testLabel } from './commands.ts';

// Objects for `ringtrace` go to an empty namespace with the same rules: some fields are immutable once an object exists.
const empty = 'ringtrace-dry-run';
const shown = (sources: Source[]) =>
  sources.map((source) => ({
    ...source,
    namespace: source.namespace === 'ringtrace' ? empty : source.namespace,
  }));
const all = shown([...ours, ...theirs]);

// Helm runs its test hooks itself.
const rendered = (source: Source) => manifestsOf(source, ['--skip-tests']);
const asYaml = (manifests: object[]) => manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n');

/** Resolves to one line per object. Objects that name their namespace go there. */
async function dryRun(manifests: object[], namespace: string): Promise<string[]> {
  const flags = ['--dry-run=server', '--validate=strict'];
  const named = (manifest: object) => (manifest as Manifest).metadata.namespace !== undefined;
  const [own, others] = [manifests.filter(named), manifests.filter((manifest) => !named(manifest))];
  const said = [
    own.length > 0 ? await apply(asYaml(own), flags) : '',
    others.length > 0 ? await apply(asYaml(others), [...flags, '-n', namespace]) : '',
  ];
  return said.join('\n').split('\n').filter(Boolean);
}

beforeAll(async () => {
  const { labels } = JSON.parse(await kubectl(['get', 'namespace', 'ringtrace', '-o', 'json'])).metadata;
  delete labels['kubernetes.io/metadata.name'];
  const metadata = { name: empty, labels: { ...labels, [testLabel]: 'true' } };
  await apply(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata }));
});
afterAll(() => kubectl(['delete', 'namespace', empty, '--wait=false']));

describe('the API server', () => {
  it.each(all)('accepts $what', async (source) => {
    const manifests = await rendered(source);
    expect(manifests.length).toBeGreaterThan(0);
    const accepted = await dryRun(manifests, source.namespace);
    expect(accepted).toHaveLength(manifests.length);
  });

  it('refuses an object that does not fit its schema, so the check works', async () => {
    const [example] = shown(ours).filter(({ what }) => what.startsWith('charts/kafka/'));
    const manifests = await rendered(example as Source);
    const kafka = manifests.find(({ kind }) => kind === 'Kafka');
    await expect(dryRun([{ ...kafka, spec: { ...kafka?.spec, brokers: 3 } }], empty)).rejects.toThrow(
      'brokers',
    );
  });
});

describe('Pod Security', () => {
  const restricted = all.filter(({ namespace }) => namespace !== 'datadog');
  // For a Deployment it only warns, and refuses the pods later. So the pods are submitted on their own.
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
        spec: {
          ...spec.template.spec,
          serviceAccountName: 'default',
          serviceAccount: undefined,
          volumes: [...(spec.template.spec.volumes ?? []), ...claimsOf(spec)],
        },
      }));
  const claimsOf = ({
    volumeClaimTemplates = [],
  }: {
    volumeClaimTemplates?: { metadata: { name: string } }[];
  }) => volumeClaimTemplates.map(({ metadata: { name } }) => ({ name, emptyDir: {} }));

  it.each(restricted)('admits the pods: $what', async (source) => {
    const pods = podsOf(await rendered(source));
    if (pods.length > 0) await dryRun(pods, source.namespace);
  });

  it('refuses a pod that may run as root', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'root' },
      spec: { containers: [{ name: 'a', image: 'b' }] },
    };
    await expect(dryRun([pod], empty)).rejects.toThrow('violates PodSecurity "restricted');
  });
});
