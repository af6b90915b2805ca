// The pods of both services, with their restarts, and standalone pods from their templates.
import { apply, getJson, kubectl, namespace, release } from './commands.ts';

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
    `rollout status deployment/ringtrace-${component} -n ${namespace} --timeout=${timeoutSeconds}s`.split(
      ' ',
    ),
    { timeoutMs: (timeoutSeconds + 10) * 1_000 },
  );

/** The part of the API's PodSpec that is read or changed here. */
export interface PodSpec {
  terminationGracePeriodSeconds: number;
  volumes: { name: string; secret?: { secretName: string } }[];
}

export async function startLonePod(
  name: string,
  component: Component,
  change: (spec: PodSpec) => PodSpec = (spec) => spec,
): Promise<PodSpec> {
  const deployment = await getJson(['deployment', `${release}-${component}`, '-n', namespace]);
  const { metadata, spec } = deployment.spec.template;
  const pod = {
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: {
      ...{ name, namespace },
      labels: { ...metadata.labels, 'app.kubernetes.io/component': 'lone' },
    },
    spec: { ...change(spec), restartPolicy: 'Never' },
  };
  await kubectl(['delete', 'pod', name, '-n', namespace, '--ignore-not-found']);
  await apply(JSON.stringify(pod));
  return pod.spec;
}

/** Immediate if it has exited; otherwise it gets time to leave its consumer group. */
export async function removeLonePod(name: string): Promise<void> {
  await kubectl(['delete', 'pod', name, '-n', namespace, '--ignore-not-found']);
}
