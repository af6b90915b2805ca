// The NetworkPolicies and pod labels that Strimzi's operator creates for a Kafka resource; the operator itself needs a
// cluster. Modelled on Strimzi 1.2 (KafkaCluster, EntityOperator: generateNetworkPolicy).
import type { Manifest } from './charts.ts';
import type { Labels, NetworkPolicy } from './network-policy.ts';

export interface BrokerCluster {
  policies: NetworkPolicy[];
  brokers: Labels;
  entityOperator: Labels;
}

export function brokerCluster({ metadata: { name }, spec }: Manifest): BrokerCluster {
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
