// A standalone pod from a Deployment's template: nothing restarts it, and no Service sends it requests.
import { apply, getJson, kubectl } from './commands.ts';
import { namespace, release } from './names.ts';
import type { Component } from './pods.ts';

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
