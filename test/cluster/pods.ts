// The pods of both services, with their restarts.
import { getJson, kubectl } from './commands.ts';
import { namespace } from './names.ts';

export type Component = 'ingestor' | 'analyzer';

export interface Pod {
  name: string;
  ready: boolean;
  /** Sum over all containers. 0 unless one died. */
  restarts: number;
  image: string;
}

/** The part of the API's Pod that is read here. */
interface ApiPod {
  metadata: { name: string; deletionTimestamp?: string };
  spec: { containers: { image: string }[] };
  status: {
    phase: string;
    conditions?: { type: string; status: string }[];
    containerStatuses?: { restartCount: number }[];
  };
}

/** Pods that run and are not terminating. */
export async function podsOf(component: Component): Promise<Pod[]> {
  const selector = `app.kubernetes.io/component=${component}`;
  const { items } = (await getJson(['pods', '-n', namespace, '-l', selector])) as { items: ApiPod[] };
  return items
    .filter(({ metadata, status }) => !metadata.deletionTimestamp && status.phase === 'Running')
    .map(({ metadata, spec, status: { conditions = [], containerStatuses = [] } }) => ({
      name: metadata.name,
      ready: conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
      restarts: containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
      image: spec.containers[0]?.image ?? '',
    }));
}

export async function expectNoRestarts(): Promise<void> {
  const pods = [...(await podsOf('ingestor')), ...(await podsOf('analyzer'))];
  expect(pods.length).toBeGreaterThan(1);
  expect(pods.filter((pod) => pod.restarts > 0)).toEqual([]);
}

export const waitForRollout = (component: Component, timeoutSeconds = 180) =>
  kubectl(
    [
      'rollout',
      'status',
      `deployment/ringtrace-${component}`,
      '-n',
      namespace,
      `--timeout=${timeoutSeconds}s`,
    ],
    {
      timeoutMs: (timeoutSeconds + 10) * 1_000,
    },
  );
