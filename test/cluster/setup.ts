// Before the cluster tests: builds the images, installs the platform and ringtrace. KUBECONFIG must name a dedicated cluster.
// KEEP_CLUSTER_TEST=1 keeps everything afterwards, for debugging and for a faster next run.

import { kubectl } from './commands.ts';
import * as platform from './platform.ts';
import { buildAgent, buildServices, builds, skaffold } from './platform.ts';
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
  await step('namespaces', platform.makeNamespaces);
  await step('custom resource definitions', platform.installCustomResources);
  await step('secrets', platform.makeSecrets);
  await step('image of the agent', buildAgent);
  await step('images of the services (skaffold build)', buildServices);
  const [authority] = await step('Kafka, agent, Neo4j, KEDA', () =>
    Promise.all([
      platform.installKafka(),
      platform.installAgent(),
      platform.installNeo4j(),
      platform.installKeda(),
    ]),
  );
  await step('topics and users', () => platform.makeTopicsAndUsers(authority));
  await step('ringtrace (skaffold deploy)', () => skaffold('deploy', '--build-artifacts', builds));
  await step('clients', platform.installRelay);
}
