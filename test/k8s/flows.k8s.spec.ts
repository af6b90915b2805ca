// The rendered network policies against the flows that are needed and those that must not be.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../cluster/commands.ts';
import { type Manifest, manifestsOf, ours, parseManifests, theirs } from './charts.ts';
import { type Endpoint, type Flow, isAllowed, type Network, type NetworkPolicy } from './network-policy.ts';

const fileOf = (path: string) => parseManifests(readFileSync(join(root, path), 'utf8'));
const namespaces = Object.fromEntries(
  fileOf('k8s/namespaces.yaml').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
);
const sourceOf = (what: string) => {
  const source = [...ours, ...theirs].find((candidate) => candidate.what === what);
  if (source === undefined) throw new Error(`${what} is not there`);
  return source;
};
/** Strimzi writes the policy of its listener out of the Kafka resource. */
const policyOfBrokers = (kafka: Manifest): NetworkPolicy => ({
  metadata: { name: 'brokers', namespace: 'ringtrace' },
  spec: {
    podSelector: { matchLabels: { 'strimzi.io/cluster': kafka.metadata.name, 'strimzi.io/kind': 'Kafka' } },
    policyTypes: ['Ingress'],
    ingress: kafka.spec.kafka.listeners.map((listener: { port: number; networkPolicyPeers: object[] }) => ({
      from: listener.networkPolicyPeers,
      ports: [{ port: listener.port }],
    })),
  },
});

async function network(example: string): Promise<{ network: Network; pods: Record<string, Endpoint> }> {
  const app = await manifestsOf(sourceOf(`charts/ringtrace/examples/${example}.yaml`));
  const [neo4j, keda, kafka] = await Promise.all(
    [
      'neo4j with k8s/values/neo4j.yaml',
      'keda with k8s/values/keda.yaml',
      'charts/kafka/examples/staging.yaml',
    ].map((what) => manifestsOf(sourceOf(what))),
  );
  const policies = [...app, ...fileOf('k8s/network-policies.yaml')].filter(
    ({ kind }) => kind === 'NetworkPolicy',
  );
  const broker = (kafka ?? []).find(({ kind }) => kind === 'Kafka') as Manifest;
  const pod = (all: Manifest[], name: string, namespace: string): Endpoint => {
    const found = all.find(
      ({ kind, metadata }) => /Deployment|StatefulSet|Pod$/.test(kind) && metadata.name === name,
    );
    if (found === undefined) throw new Error(`no pods of ${name}`);
    const spec = found.kind === 'Pod' ? found.spec : found.spec.template.spec;
    const labels = found.kind === 'Pod' ? found.metadata.labels : found.spec.template.metadata.labels;
    const named: { name: string; containerPort: number }[] = spec.containers.flatMap(
      ({ ports = [] }: { ports?: object[] }) => ports,
    );
    const ports = Object.fromEntries(named.map(({ name: port, containerPort }) => [port, containerPort]));
    return { namespace, labels, ports };
  };
  return {
    network: {
      policies: [...(policies as unknown as NetworkPolicy[]), policyOfBrokers(broker)],
      namespaces,
      home: 'ringtrace',
    },
    pods: {
      ingestor: pod(app, 'ringtrace-ingestor', 'ringtrace'),
      analyzer: pod(app, 'ringtrace-analyzer', 'ringtrace'),
      smokeTest: pod(app, 'ringtrace-smoke-test', 'ringtrace'),
      neo4j: pod(neo4j ?? [], 'neo4j', 'ringtrace'),
      keda: pod(keda ?? [], 'keda-operator', 'keda'),
      kafka: {
        namespace: 'ringtrace',
        labels: { 'strimzi.io/cluster': 'ringtrace', 'strimzi.io/kind': 'Kafka' },
      },
      agent: { namespace: 'datadog', labels: { app: 'datadog' } },
      names: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
      gateway: { namespace: 'ingress', labels: { app: 'gateway' } },
      neighbour: { namespace: 'ringtrace', labels: { app: 'something' } },
      stranger: { namespace: 'default', labels: { app: 'something' } },
    },
  };
}

type Row = [from: string, to: string, port: number, protocol?: 'TCP' | 'UDP'];
const needed: Row[] = [
  ...['ingestor', 'analyzer'].flatMap((service): Row[] => [
    [service, 'kafka', 9093],
    [service, 'agent', 8126],
    [service, 'agent', 8125, 'UDP'],
    [service, 'names', 53, 'UDP'],
    [service, 'names', 53],
  ]),
  ['analyzer', 'neo4j', 7687],
  ['smokeTest', 'ingestor', 3000],
  ['smokeTest', 'analyzer', 3001],
  ['smokeTest', 'names', 53, 'UDP'],
  ['agent', 'ingestor', 3000],
  ['agent', 'analyzer', 3001],
  ['keda', 'kafka', 9093],
  ['gateway', 'ingestor', 3000],
  ['gateway', 'analyzer', 3001],
];
const forbidden: Row[] = [
  ['ingestor', 'neo4j', 7687],
  ['ingestor', 'analyzer', 3001],
  ['analyzer', 'ingestor', 3000],
  ['ingestor', 'internet', 443],
  ['analyzer', 'internet', 443],
  ['smokeTest', 'internet', 443],
  ['smokeTest', 'kafka', 9093],
  ['smokeTest', 'neo4j', 7687],
  ['keda', 'neo4j', 7687],
  ['keda', 'ingestor', 3000],
  ['stranger', 'ingestor', 3000],
  ['stranger', 'analyzer', 3001],
  ['stranger', 'kafka', 9093],
  ['stranger', 'neo4j', 7687],
  ['neighbour', 'neo4j', 7687],
  ['neighbour', 'kafka', 9093],
  ['neo4j', 'internet', 443],
  ['ingestor', 'keda', 9666],
];
const flowOf = (pods: Record<string, Endpoint>, [from, to, port, protocol = 'TCP']: Row): Flow => ({
  from: pods[from] as Endpoint,
  to: to === 'internet' ? { ip: '203.0.113.9' } : (pods[to] as Endpoint),
  port,
  protocol,
});

describe('the network of staging', () => {
  it('lets through what is needed', async () => {
    const { network: staging, pods } = await network('staging');
    expect(needed.filter((row) => !isAllowed(staging, flowOf(pods, row)))).toEqual([]);
  });

  it('lets nothing else through', async () => {
    const { network: staging, pods } = await network('staging');
    expect(forbidden.filter((row) => isAllowed(staging, flowOf(pods, row)))).toEqual([]);
  });
});

describe('the network of a laptop', () => {
  it('lets the same through, but for a gateway from another namespace', async () => {
    const { network: dev, pods } = await network('dev');
    const local = needed.filter(([from]) => from !== 'gateway');
    expect(local.filter((row) => !isAllowed(dev, flowOf(pods, row)))).toEqual([]);
    const closed: Row[] = [...forbidden, ['gateway', 'ingestor', 3000], ['gateway', 'analyzer', 3001]];
    expect(closed.filter((row) => isAllowed(dev, flowOf(pods, row)))).toEqual([]);
  });
});

describe('servers elsewhere', () => {
  const isOpen = async (example: string, from: string, ip: string, port: number) => {
    const { network: own, pods } = await network(example);
    return isAllowed(own, { from: pods[from] as Endpoint, to: { ip }, port });
  };

  it('a Kafka of your own is reached by both services, in its block and at its port only', async () => {
    expect(await isOpen('byo-kafka', 'ingestor', '10.20.3.4', 9096)).toBe(true);
    expect(await isOpen('byo-kafka', 'analyzer', '10.20.3.4', 9096)).toBe(true);
    expect(await isOpen('byo-kafka', 'ingestor', '10.21.3.4', 9096)).toBe(false);
    expect(await isOpen('byo-kafka', 'ingestor', '10.20.3.4', 22)).toBe(false);
  });

  it('Aura is reached by the analyzer alone, and nothing inside by that way', async () => {
    expect(await isOpen('aura', 'analyzer', '203.0.113.9', 7687)).toBe(true);
    expect(await isOpen('aura', 'analyzer', '10.1.1.1', 7687)).toBe(false);
    expect(await isOpen('aura', 'analyzer', '169.254.169.254', 80)).toBe(false);
    expect(await isOpen('aura', 'ingestor', '203.0.113.9', 7687)).toBe(false);
  });
});
