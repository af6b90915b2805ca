// All pods of a cluster with one of the examples, and all policies: from our charts, upstream charts, Strimzi and k8s/.
import { type Manifest, manifestsIn, manifestsOf, sourceOf } from './charts.ts';
import {
  type Address,
  type Endpoint,
  type Labels,
  type Network,
  type NetworkPolicy,
} from './network-policy.ts';
import { podTemplateOf } from './pod-security.ts';

export interface Place {
  network: Network;
  /** Pods by a short name, and addresses outside. */
  ends: Record<string, Endpoint | Address>;
}

const outside: Record<string, Address> = {
  internet: { ip: '203.0.113.9' },
  metadata: { ip: '169.254.169.254' },
  // The address of the brokers in examples/byo-kafka.yaml.
  brokers: { ip: '10.20.3.4' },
  machine: { ip: '10.21.3.4' },
};

const rendered = new Map<string, Promise<Manifest[]>>();
function manifestsFor(release: string, environment: string): Promise<Manifest[]> {
  const source = sourceOf(release, environment);
  const made = rendered.get(source.what) ?? manifestsOf(source);
  rendered.set(source.what, made);
  return made;
}

/** With this example of charts/ringtrace; `environment` applies to everything else. */
export async function placeOf(example: string, environment: 'dev' | 'staging'): Promise<Place> {
  const [app, kafka, neo4j, keda, datadog, strimzi] = await Promise.all([
    manifestsFor('ringtrace', example),
    manifestsFor('kafka', environment),
    manifestsFor('neo4j', environment),
    manifestsFor('keda', environment),
    manifestsFor('datadog', environment),
    manifestsFor('strimzi', environment),
  ]);
  const cluster = brokerCluster(kafka.find(({ kind }) => kind === 'Kafka') as Manifest);
  const pods: Record<string, Endpoint> = {
    ingestor: podOf(app, 'ringtrace-ingestor', 'ringtrace'),
    analyzer: podOf(app, 'ringtrace-analyzer', 'ringtrace'),
    smokeTest: podOf(app, 'ringtrace-smoke-test', 'ringtrace'),
    smokeJob: podOf(manifestsIn('k8s/smoke-test.job.yaml'), 'smoke-test', 'ringtrace'),
    neo4j: podOf(neo4j, 'neo4j', 'ringtrace'),
    kafka: { namespace: 'ringtrace', labels: cluster.brokers },
    entityOperator: { namespace: 'ringtrace', labels: cluster.entityOperator },
    strimzi: podOf(strimzi, 'strimzi-cluster-operator', 'strimzi'),
    keda: podOf(keda, 'keda-operator', 'keda'),
    kedaMetrics: podOf(keda, 'keda-operator-metrics-apiserver', 'keda'),
    agent: podOf(datadog, 'datadog', 'datadog'),
    clusterAgent: podOf(datadog, 'datadog-cluster-agent', 'datadog'),
    names: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
    gateway: { namespace: 'ingress', labels: { app: 'gateway' } },
    // Strangers: a pod next to ours, another analyzer next to ours, and a pod elsewhere.
    neighbour: { namespace: 'ringtrace', labels: { app: 'something' } },
    trial: {
      namespace: 'ringtrace',
      labels: {
        'app.kubernetes.io/name': 'ringtrace',
        'app.kubernetes.io/instance': 'trial',
        'app.kubernetes.io/component': 'analyzer',
      },
    },
    stranger: { namespace: 'default', labels: { app: 'something' } },
  };
  // In the usual ranges of three clusters, so that an address block that contains one is noticed.
  const ranges = ['10.244.0', '172.20.0', '192.168.0'];
  const ends = Object.entries(pods).map(([name, pod], index) => [
    name,
    { ...pod, ip: `${ranges[index % ranges.length]}.${index + 1}` },
  ]);
  return {
    ends: { ...Object.fromEntries(ends), ...outside },
    network: {
      policies: [
        ...policiesOf(app, 'ringtrace'),
        ...policiesOf(neo4j, 'ringtrace'),
        ...policiesOf(manifestsIn('k8s/network-policies.yaml'), 'ringtrace'),
        ...policiesOf(keda, 'keda'),
        ...policiesOf(datadog, 'datadog'),
        ...policiesOf(strimzi, 'strimzi'),
        ...cluster.policies,
      ],
      namespaces: Object.fromEntries(
        manifestsIn('k8s/namespaces.yaml').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
      ),
      home: 'ringtrace',
    },
  };
}

const policiesOf = (manifests: Manifest[], namespace: string): NetworkPolicy[] =>
  manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ metadata, spec }) => ({ metadata: { namespace, ...metadata }, spec }) as NetworkPolicy);

function podOf(manifests: Manifest[], name: string, namespace: string): Endpoint {
  for (const manifest of manifests) {
    const template = podTemplateOf(manifest);
    if (manifest.metadata.name !== name || template === undefined) continue;
    const declared: { name?: string; containerPort: number }[] = template.spec.containers.flatMap(
      ({ ports = [] }: { ports?: object[] }) => ports,
    );
    const ports = declared.map(({ name: port, containerPort }) => [port, containerPort]);
    return { namespace, labels: template.metadata?.labels ?? {}, ports: Object.fromEntries(ports) };
  }
  throw new Error(`no pods of ${name}`);
}

/**
 * The NetworkPolicies and pod labels that Strimzi's operator creates for a Kafka resource; the operator itself needs a
 * cluster. Modelled on Strimzi 1.2 (KafkaCluster, EntityOperator: generateNetworkPolicy).
 */
interface BrokerCluster {
  policies: NetworkPolicy[];
  brokers: Labels;
  entityOperator: Labels;
}

function brokerCluster({ metadata: { name }, spec }: Manifest): BrokerCluster {
  const labels = (component: string): Labels => ({
    'app.kubernetes.io/name': component,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/part-of': `strimzi-${name}`,
    'strimzi.io/cluster': name,
    'strimzi.io/kind': 'Kafka',
    'strimzi.io/name': `${name}-${component}`,
  });
  const podsOf = (component: string) => ({
    matchLabels: {
      'strimzi.io/cluster': name,
      'strimzi.io/kind': 'Kafka',
      'strimzi.io/name': `${name}-${component}`,
    },
  });
  const clusterOperator = {
    podSelector: { matchLabels: { 'strimzi.io/kind': 'cluster-operator' } },
    namespaceSelector: {},
  };
  const brokers = { podSelector: podsOf('kafka') };
  const entityOperator = { podSelector: { matchLabels: { 'strimzi.io/name': `${name}-entity-operator` } } };
  // Without `from`: everybody.
  const opened = (port: number, from: object[] = []) => ({ from, ports: [{ port, protocol: 'TCP' }] });
  const policy = (component: string, ingress: ReturnType<typeof opened>[]): NetworkPolicy => ({
    metadata: { name: `${name}-${component}` },
    spec: { podSelector: podsOf(component), ingress },
  });
  const listeners: { port: number; networkPolicyPeers?: object[] }[] = spec.kafka.listeners;
  return {
    brokers: labels('kafka'),
    entityOperator: labels('entity-operator'),
    policies: [
      policy('kafka', [
        opened(9090, [brokers, clusterOperator]),
        opened(9091, [clusterOperator, brokers, entityOperator]),
        opened(8443, [clusterOperator]),
        ...listeners.map(({ port, networkPolicyPeers }) => opened(port, networkPolicyPeers)),
        ...(spec.kafka.metricsConfig === undefined ? [] : [opened(9404)]),
      ]),
      policy('entity-operator', [opened(8080), opened(8081)]),
    ],
  };
}
