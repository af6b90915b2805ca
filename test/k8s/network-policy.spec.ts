// The evaluator, checked against the Kubernetes documentation of NetworkPolicies.
import { type Flow, isAllowed, type Network, type NetworkPolicy } from './network-policy.ts';

const shop = { namespace: 'shop', labels: { app: 'web' }, ports: { http: 8080 } };
const database = { namespace: 'shop', labels: { app: 'database' }, ports: {} };
const stranger = { namespace: 'other', labels: { app: 'web' }, ports: {} };
const outside = { ip: '203.0.113.9' };

const policy = (spec: NetworkPolicy['spec']): NetworkPolicy => ({
  metadata: { name: 'p', namespace: 'shop' },
  spec,
});
const network = (...policies: NetworkPolicy[]): Network => ({
  policies,
  namespaces: { other: { team: 'payments' } },
  home: 'shop',
});
const flow = (from: Flow['from'], to: Flow['to'], port = 5432): Flow => ({ from, to, port });

describe('a connection', () => {
  it('is allowed when no policy selects either end', () => {
    expect(isAllowed(network(), flow(stranger, database))).toBe(true);
    const other = policy({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'] });
    expect(isAllowed(network(other), flow(stranger, database))).toBe(true);
  });

  it('is denied in both directions by a policy without rules', () => {
    const deny = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(isAllowed(network(deny), flow(stranger, database))).toBe(false);
    expect(isAllowed(network(deny), flow(database, outside, 443))).toBe(false);
  });

  it('needs egress at its source and ingress at its target', () => {
    const out = policy({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress: [] });
    const into = policy({
      podSelector: { matchLabels: { app: 'database' } },
      ingress: [{ from: [{ podSelector: {} }] }],
    });
    expect(isAllowed(network(into), flow(shop, database))).toBe(true);
    expect(isAllowed(network(into, out), flow(shop, database))).toBe(false);
  });

  it('is allowed if any of several policies allows it', () => {
    const deny = policy({ podSelector: {}, policyTypes: ['Ingress'] });
    const allow = policy({ podSelector: { matchLabels: { app: 'database' } }, ingress: [{}] });
    expect(isAllowed(network(deny, allow), flow(stranger, database))).toBe(true);
  });
});

describe('a policy without policyTypes', () => {
  const silent = (spec: object) => network(policy({ podSelector: {}, ...spec }));

  it('applies to ingress', () => {
    expect(isAllowed(silent({}), flow(stranger, database))).toBe(false);
    expect(isAllowed(silent({}), flow(database, outside))).toBe(true);
    expect(isAllowed(silent({ egress: [], policyTypes: [] }), flow(database, outside))).toBe(true);
  });

  it('applies to egress too when it has egress rules', () => {
    const both = silent({ egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] });
    expect(isAllowed(both, flow(stranger, database))).toBe(false);
    expect(isAllowed(both, flow(database, outside))).toBe(false);
  });
});

describe('a policy', () => {
  it('selects pods of its own namespace only', () => {
    const deny = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(isAllowed(network(deny), flow(stranger, outside))).toBe(true);
    expect(isAllowed(network(deny), flow(outside, stranger))).toBe(true);
  });

  it('without a namespace is in that of its release', () => {
    const { spec } = policy({ podSelector: {} });
    expect(isAllowed(network({ metadata: { name: 'p' }, spec }), flow(stranger, database))).toBe(false);
  });

  it('with an empty rule allows everything', () => {
    const open = policy({ podSelector: {}, policyTypes: ['Egress'], egress: [{}] });
    expect(isAllowed(network(open), flow(shop, outside, 443))).toBe(true);
  });

  it('never blocks a pod from itself', () => {
    const deny = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(isAllowed(network(deny), flow(shop, shop))).toBe(true);
  });
});

describe('a peer', () => {
  const open = (...from: NonNullable<NonNullable<NetworkPolicy['spec']['ingress']>[number]['from']>) =>
    network(policy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from }] }));

  it('selected by pod labels alone is in the namespace of the policy', () => {
    const own = open({ podSelector: { matchLabels: { app: 'web' } } });
    expect([shop, stranger].map((from) => isAllowed(own, flow(from, database)))).toEqual([true, false]);
  });

  it('selected by namespace and pod labels must match both', () => {
    const both = open({
      namespaceSelector: { matchLabels: { team: 'payments' } },
      podSelector: { matchLabels: { app: 'batch' } },
    });
    expect(isAllowed(both, flow(stranger, database))).toBe(false);
    expect(isAllowed(both, flow({ ...stranger, labels: { app: 'batch' } }, database))).toBe(true);
  });

  it('can be selected by expressions', () => {
    const expressions = open({
      namespaceSelector: {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['other'] }],
      },
    });
    expect([shop, stranger].map((from) => isAllowed(expressions, flow(from, database)))).toEqual([
      false,
      true,
    ]);
  });

  it('selected by addresses is outside the cluster, minus the exceptions', () => {
    const block = policy({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] }],
    });
    const to = (target: Flow['to']) => isAllowed(network(block), flow(shop, target));
    expect([to(outside), to({ ip: '10.1.2.3' }), to(stranger)]).toEqual([true, false, false]);
    expect([to({ ip: '2001:db8::1' }), to({ ip: '::ffff:10.1.2.3' })]).toEqual([false, false]);
  });

  it('selected by addresses may be a pod with such an address', () => {
    const block = open({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } });
    const at = (ip: string) => isAllowed(block, flow({ ...stranger, ip }, database));
    expect(['10.2.0.1', '10.1.0.1', '192.168.0.1'].map(at)).toEqual([true, false, false]);
  });

  it('selected by an empty selector is every pod in scope', () => {
    expect(isAllowed(open({ podSelector: {} }), flow(stranger, database))).toBe(false);
    expect(isAllowed(open({ namespaceSelector: {} }), flow(stranger, database))).toBe(true);
    expect(isAllowed(open(), flow(outside, database))).toBe(true);
  });

  it.each([
    ['In', ['web'], [true, false]],
    ['NotIn', ['web'], [false, true]],
    ['Exists', undefined, [true, true]],
    ['DoesNotExist', undefined, [false, false]],
  ])('whose label is %s %p', (operator, values, expected) => {
    const own = open({
      podSelector: { matchExpressions: [{ key: 'app', operator, ...(values && { values }) }] },
    });
    const batch = { ...shop, labels: { app: 'batch' } };
    expect([shop, batch].map((from) => isAllowed(own, flow(from, database)))).toEqual(expected);
  });
});

describe('a port', () => {
  const only = (port: number | string, endPort?: number) =>
    network(
      policy({
        podSelector: {},
        policyTypes: ['Ingress'],
        ingress: [{ ports: [{ port, ...(endPort === undefined ? {} : { endPort }) }] }],
      }),
    );

  it('is a number, a name at the target, or a range', () => {
    expect([5432, 5433].map((port) => isAllowed(only(5432), flow(shop, database, port)))).toEqual([
      true,
      false,
    ]);
    expect([8080, 80].map((port) => isAllowed(only('http'), flow(stranger, shop, port)))).toEqual([
      true,
      false,
    ]);
    expect([9, 15, 21].map((port) => isAllowed(only(10, 20), flow(shop, database, port)))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('has one protocol', () => {
    expect(isAllowed(only(53), { from: shop, to: database, port: 53, protocol: 'UDP' })).toBe(false);
  });
});
