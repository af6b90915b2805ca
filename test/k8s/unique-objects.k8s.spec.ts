// No object is defined twice: neither by two releases, nor by a release and a file of k8s/.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../cluster/commands.ts';
import { installedIn, type Manifest, manifestsIn, manifestsOf } from './charts.ts';

const clusterWide =
  /^(Namespace|CustomResourceDefinition|APIService|PriorityClass|StorageClass|Cluster\w+|\w+WebhookConfiguration)$/;

/** `Service ringtrace/neo4j`: identity of an object, whatever its API version. */
const nameOf = ({ apiVersion, kind, metadata }: Manifest, namespace: string) => {
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  const scope = clusterWide.test(kind) ? '' : `${metadata.namespace ?? namespace}/`;
  return `${kind}${group && `.${group}`} ${scope}${metadata.name}`;
};

const files = readdirSync(join(root, 'k8s')).filter((file) => file.endsWith('.yaml') && file !== 'kind.yaml');

it.each(['dev', 'staging'] as const)('every object in %s is defined once', async (environment) => {
  const rendered = await Promise.all(
    installedIn(environment).map(async (source) =>
      (await manifestsOf(source, ['--include-crds'])).map((manifest) => nameOf(manifest, source.namespace)),
    ),
  );
  const applied = files
    .flatMap((file) => manifestsIn(`k8s/${file}`))
    .map((manifest) => nameOf(manifest, 'default'));
  const names = [...rendered.flat(), ...applied];
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('every kubectl manifest sets its namespace', () => {
  const withoutNamespace = files
    .flatMap((file) => manifestsIn(`k8s/${file}`))
    .filter(({ kind, metadata }) => !clusterWide.test(kind) && metadata.namespace === undefined);
  expect(withoutNamespace).toEqual([]);
});
