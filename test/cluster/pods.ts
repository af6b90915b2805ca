// The pods of the two services: who they are, and how they have fared.
import { getJson, kubectl } from './commands.ts';
import { namespace } from './names.ts';

export type Component = 'ingestor' | 'analyzer';

export interface Pod {
  name: string;
  ready: boolean;
  /** Of all its containers. 0 unless something died. */
  restarts: number;
  image: string;
}

/** Those that are not ending. */
export async function podsOf(component: Component): Promise<Pod[]> {
  const { items } = await getJson(['pods', '-n', namespace, '-l', `app.kubernetes.io/component=${component}`]);
  return items
    // biome-ignore lint/suspicious/noExplicitAny: a Pod of the API
    .filter((pod: any) => pod.metadata.deletionTimestamp === undefined && pod.status.phase === 'Running')
    // biome-ignore lint/suspicious/noExplicitAny: a Pod of the API
    .map(({ metadata, spec, status }: any) => ({
      name: metadata.name,
      // biome-ignore lint/suspicious/noExplicitAny: a PodCondition of the API
      ready: status.conditions?.some((condition: any) => condition.type === 'Ready' && condition.status === 'True'),
      restarts: (status.containerStatuses ?? []).reduce((sum: number, { restartCount }: { restartCount: number }) => sum + restartCount, 0),
      image: spec.containers[0].image,
    }));
}

export async function expectNoRestarts(): Promise<void> {
  const pods = [...(await podsOf('ingestor')), ...(await podsOf('analyzer'))];
  expect(pods.length).toBeGreaterThan(1);
  expect(pods.filter((pod) => pod.restarts > 0)).toEqual([]);
}

export const waitForRollout = (component: Component, timeoutSeconds = 180) =>
  kubectl(['rollout', 'status', `deployment/ringtrace-${component}`, '-n', namespace, `--timeout=${timeoutSeconds}s`], {
    timeoutMs: (timeoutSeconds + 10) * 1_000,
  });
