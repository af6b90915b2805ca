// After the cluster tests: removes everything that they created, in an order that leaves nothing hanging.
import { helm } from '../k8s/tools.ts';
import { kubectl, namespace, testLabel } from './commands.ts';

// biome-ignore lint/style/noDefaultExport: jest calls it
export default async function teardown(): Promise<void> {
  if (process.env.KEEP_CLUSTER_TEST !== '1') await removeAll();
}

/** Idempotent. Only touches namespaces with the label of these tests. */
export async function removeAll(): Promise<void> {
  const marked = (await kubectl(['get', 'namespaces', '-l', `${testLabel}=true`, '-o', 'name']))
    .split('\n')
    .filter(Boolean);
  if (marked.length === 0) return;
  // A ScaledObject has a finalizer that only KEDA removes, so it goes first.
  for (const [release, from] of [
    ['ringtrace', namespace],
    ['neo4j', namespace],
    ['keda', 'keda'],
  ] as const) {
    await helm(['uninstall', release, '-n', from, '--ignore-not-found', '--wait', '--timeout', '3m'], {
      timeoutMs: 200_000,
    });
  }
  await kubectl(['delete', ...marked, '--ignore-not-found', '--timeout=180s'], { timeoutMs: 200_000 });
}
