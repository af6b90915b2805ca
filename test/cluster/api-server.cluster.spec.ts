// Everything that the charts render is put before a real API server, with the real custom resource definitions and Pod
// Security enforced. Nothing is created.
import { type Manifest, manifestsOf, ours, theirs } from '../k8s/charts.ts';
import { apply } from './commands.ts';

// The API server judges what is rendered; a test of Helm's is run by Helm.
const rendered = (source: (typeof ours)[number]) => manifestsOf(source, ['--skip-tests']);
const asYaml = (manifests: object[]) => manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n');
const dryRun = (manifests: object[], namespace: string) =>
  apply(asYaml(manifests), ['--dry-run=server', '--validate=strict', '-n', namespace]);

describe('the API server', () => {
  it.each([...ours, ...theirs])('accepts $what', async (source) => {
    const manifests = await rendered(source);
    expect(manifests.length).toBeGreaterThan(0);
    const accepted = (await dryRun(manifests, source.namespace)).trim().split('\n');
    expect(accepted).toHaveLength(manifests.length);
  });

  it('refuses what does not fit its schema, so that the above means something', async () => {
    const [example] = ours.filter(({ what }) => what.startsWith('charts/kafka/'));
    const manifests = await rendered(example as (typeof ours)[number]);
    const kafka = manifests.find(({ kind }) => kind === 'Kafka');
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

  it.each(restricted)('lets the pods in: $what', async (source) => {
    const pods = podsOf(await rendered(source));
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
