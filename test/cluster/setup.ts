// Before the tests of the cluster: images built, the platform and ringtrace installed. Needs a cluster of their own, whose
// KUBECONFIG is set. KEEP_CLUSTER_TEST=1 leaves everything for a look, and for a quicker next run.
import { buildImage } from './build-images.ts';
import { kubectl } from './commands.ts';
import {
  installAgent,
  installCustomResources,
  installKafka,
  installKeda,
  installNeo4j,
  installRingtrace,
  makeNamespaces,
  makeSecrets,
  makeTopicsAndUsers,
} from './platform.ts';
import { removeAll } from './teardown.ts';

// biome-ignore lint/style/noDefaultExport: jest calls it
export default async function setup(): Promise<void> {
  const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const begin = performance.now();
    const result = await work();
    process.stdout.write(`${what}: ${((performance.now() - begin) / 1_000).toFixed(1)} s\n`);
    return result;
  };
  await step(`cluster ${(await kubectl(['config', 'current-context'])).trim()}`, () => kubectl(['version']));
  await step('left over from before, removed', removeAll);
  await step('namespaces', makeNamespaces);
  await step('custom resource definitions', installCustomResources);
  await step('secrets', makeSecrets);
  for (const name of ['agent', 'ingestor', 'analyzer'] as const)
    await step(`image of ${name}`, () => buildImage(name, 'test'));
  const authority = await step('Kafka', installKafka);
  await step('agent', installAgent);
  await step('Neo4j', installNeo4j);
  await step('KEDA', installKeda);
  await step('topics and users', () => makeTopicsAndUsers(authority));
  await step('ringtrace', () => installRingtrace());
  await step('clients', () =>
    kubectl(['rollout', 'status', 'deployment/relay', '-n', 'ringtrace-clients', '--timeout=120s']),
  );
}
