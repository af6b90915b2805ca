// NetworkPolicies evaluated as Kubernetes documents them, for clusters that do not enforce them: is a connection from one pod to
// another allowed? Pure.
export interface Labels {
  [key: string]: string;
}

export interface Endpoint {
  namespace: string;
  labels: Labels;
  /** Names of its ports, as policies may use them. */
  ports?: { [name: string]: number };
}

/** Somewhere outside the cluster. */
export interface Address {
  ip: string;
}

export interface Flow {
  from: Endpoint | Address;
  to: Endpoint | Address;
  port: number;
  protocol?: 'TCP' | 'UDP';
}

interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}
interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}
interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { port?: number | string; protocol?: string; endPort?: number }[];
}
export interface NetworkPolicy {
  metadata: { name: string; namespace?: string };
  spec: { podSelector: Selector; policyTypes?: string[]; ingress?: Rule[]; egress?: Rule[] };
}

/** `namespaces` are the labels of each; a policy without a namespace is in `home`. */
export interface Network {
  policies: NetworkPolicy[];
  namespaces: { [name: string]: Labels };
  home: string;
}

/** A connection needs the way out at its source and the way in at its target. Where no policy selects a pod, all is open. */
export function isAllowed(network: Network, flow: Flow): boolean {
  return isOpen(network, flow, 'Egress') && isOpen(network, flow, 'Ingress');
}

function isOpen(network: Network, flow: Flow, direction: 'Ingress' | 'Egress'): boolean {
  const [here, there] = direction === 'Egress' ? [flow.from, flow.to] : [flow.to, flow.from];
  if ('ip' in here) return true;
  const selecting = network.policies.filter(
    ({ metadata, spec }) =>
      (metadata.namespace ?? network.home) === here.namespace &&
      matches(spec.podSelector, here.labels) &&
      typesOf(spec).includes(direction),
  );
  if (selecting.length === 0) return true;
  return selecting.some(({ metadata, spec }) =>
    (direction === 'Egress' ? spec.egress : spec.ingress)?.some(
      (rule) =>
        opensPort(rule, flow) &&
        opensPeer(
          direction === 'Egress' ? rule.to : rule.from,
          there,
          metadata.namespace ?? network.home,
          network,
        ),
    ),
  );
}

// Not given: ingress always, egress where there are rules for it.
const typesOf = ({ policyTypes, egress }: NetworkPolicy['spec']) =>
  policyTypes ?? (egress === undefined ? ['Ingress'] : ['Ingress', 'Egress']);

function opensPort({ ports }: Rule, { to, port, protocol = 'TCP' }: Flow): boolean {
  if (ports === undefined || ports.length === 0) return true;
  return ports.some(({ port: given, protocol: its = 'TCP', endPort }) => {
    if (its !== protocol) return false;
    if (given === undefined) return true;
    if (typeof given === 'string') return !('ip' in to) && to.ports?.[given] === port;
    return endPort === undefined ? given === port : given <= port && port <= endPort;
  });
}

function opensPeer(
  peers: Peer[] | undefined,
  other: Endpoint | Address,
  home: string,
  network: Network,
): boolean {
  // An empty list, as no list, means everybody.
  if (peers === undefined || peers.length === 0) return true;
  return peers.some(({ ipBlock, podSelector, namespaceSelector }) => {
    // Blocks are for what is outside: the addresses of pods are not known beforehand.
    if (ipBlock !== undefined) {
      return (
        'ip' in other &&
        inBlock(other.ip, ipBlock.cidr) &&
        !ipBlock.except?.some((cidr) => inBlock(other.ip, cidr))
      );
    }
    if ('ip' in other) return false;
    const namespaceFits =
      namespaceSelector === undefined
        ? other.namespace === home
        : matches(namespaceSelector, {
            'kubernetes.io/metadata.name': other.namespace,
            ...network.namespaces[other.namespace],
          });
    return namespaceFits && (podSelector === undefined || matches(podSelector, other.labels));
  });
}

function matches({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'In') return value !== undefined && values.includes(value);
      if (operator === 'NotIn') return value === undefined || !values.includes(value);
      if (operator === 'Exists') return value !== undefined;
      return value === undefined;
    })
  );
}

function inBlock(ip: string, cidr: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(ip) / size) === Math.floor(number(base) / size);
}
