// Evaluates NetworkPolicies as Kubernetes documents them, for clusters that do not enforce them: may one pod connect to
// another? Pure. https://kubernetes.io/docs/concepts/services-networking/network-policies/
import { BlockList, isIPv6 } from 'node:net';

export interface Labels {
  [key: string]: string;
}

export interface Endpoint {
  namespace: string;
  labels: Labels;
  /** Port names, as policies may use them. */
  ports?: { [name: string]: number };
  /** Its address, for ipBlock rules. */
  ip?: string;
}

/** An address outside the cluster. Also a node, but no policy can stop its probes and port-forwards. */
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

/** `namespaces` holds the labels of each namespace; a policy without a namespace is in `home`. */
export interface Network {
  policies: NetworkPolicy[];
  namespaces: { [name: string]: Labels };
  home: string;
}

/**
 * A connection needs the way out at its source and the way in at its target; answers come back by themselves. Where no policy
 * selects a pod, all is open. A pod always reaches itself.
 */
export function isAllowed(network: Network, flow: Flow): boolean {
  if (flow.from === flow.to) return true;
  return mayLeave(network, flow) && mayEnter(network, flow);
}

/** Whether the policies of the source allow it, whatever those of the target say. */
export const mayLeave = (network: Network, flow: Flow) => isOpen(network, flow, 'Egress');
/** Whether the policies of the target allow it. */
export const mayEnter = (network: Network, flow: Flow) => isOpen(network, flow, 'Ingress');

function isOpen(network: Network, flow: Flow, direction: 'Ingress' | 'Egress'): boolean {
  const [here, there] = direction === 'Egress' ? [flow.from, flow.to] : [flow.to, flow.from];
  if (!isPod(here)) return true;
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

const isPod = (end: Endpoint | Address): end is Endpoint => 'namespace' in end;

// Default: ingress always, egress if there are rules for it.
const typesOf = ({ policyTypes = [], egress = [] }: NetworkPolicy['spec']) => {
  if (policyTypes.length > 0) return policyTypes;
  return egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
};

function opensPort({ ports }: Rule, { to, port, protocol = 'TCP' }: Flow): boolean {
  if (ports === undefined || ports.length === 0) return true;
  return ports.some(({ port: given, protocol: its = 'TCP', endPort }) => {
    if (its !== protocol) return false;
    if (given === undefined) return true;
    if (typeof given === 'string') return isPod(to) && to.ports?.[given] === port;
    return endPort === undefined ? given === port : given <= port && port <= endPort;
  });
}

function opensPeer(
  peers: Peer[] | undefined,
  other: Endpoint | Address,
  home: string,
  network: Network,
): boolean {
  // An empty list, like a missing one, matches every peer.
  if (peers === undefined || peers.length === 0) return true;
  return peers.some(({ ipBlock, podSelector, namespaceSelector }) => {
    // Intended for addresses outside, but a block that contains a pod's address opens that pod, too.
    if (ipBlock !== undefined) {
      const { cidr, except = [] } = ipBlock;
      const { ip } = other;
      return ip !== undefined && inBlock(ip, cidr) && !except.some((hole) => inBlock(ip, hole));
    }
    if (!isPod(other)) return false;
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

// All conditions must hold; none matches everything.
function matches({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'In') return value !== undefined && values.includes(value);
      if (operator === 'NotIn') return value === undefined || !values.includes(value);
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      throw new Error(`no operator of a selector: ${operator}`);
    })
  );
}

function inBlock(ip: string, cidr: string): boolean {
  const [base = '', bits = ''] = cidr.split('/');
  const family = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');
  if (family(ip) !== family(base)) return false;
  const block = new BlockList();
  block.addSubnet(base, Number(bits), family(base));
  return block.check(ip, family(ip));
}
