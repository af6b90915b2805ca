// The rendered network policies allow exactly the needed connections, for each example.

import { type Place, placeOf } from './network.ts';
import { isAllowed, mayEnter, mayLeave } from './network-policy.ts';

/** `ingestor > kafka:9093`, `ingestor > agent:8125/udp` */
type Flow = string;

const services = ['ingestor', 'analyzer'];
const from = (sources: string[], ...targets: string[]): Flow[] =>
  sources.flatMap((source) => targets.map((target) => `${source} > ${target}`));

// The ports of each pod, plus some that somebody might try.
const listening: Flow[] = [
  ...['ingestor:3000', 'analyzer:3001', 'kafka:9093', 'kafka:9091', 'kafka:9090', 'kafka:8443'],
  ...['neo4j:7687', 'neo4j:7474', 'neo4j:6362', 'agent:8126', 'agent:8125/udp', 'agent:5001'],
  ...['names:53', 'names:53/udp', 'names:9153', 'strimzi:8080', 'keda:9666', 'kedaMetrics:6443'],
  ...['clusterAgent:5005', 'neighbour:80', 'stranger:80', 'gateway:80', 'smokeTest:80', 'trial:3001'],
  ...['internet:443', 'internet:80', 'internet:53/udp', 'internet:7687', 'metadata:80'],
  ...['brokers:9096', 'brokers:22', 'machine:9096'],
];

const names = from([...services, 'smokeTest', 'smokeJob', 'neo4j'], 'names:53', 'names:53/udp');
const smokeTests = from(['smokeTest', 'smokeJob'], 'ingestor:3000', 'analyzer:3001');
const toKafka = from([...services, 'keda'], 'kafka:9093');
const toAgent = from(services, 'agent:8126', 'agent:8125/udp');
const scraped = from(['agent'], 'ingestor:3000', 'analyzer:3001');
const gateway = from(['gateway'], 'ingestor:3000', 'analyzer:3001');
const operators = [
  ...from(['strimzi'], 'kafka:9090', 'kafka:9091', 'kafka:8443'),
  ...from(['entityOperator'], 'kafka:9091'),
];
const common = [...names, ...smokeTests, ...operators];
// Of an in-cluster Kafka that none of ours uses in that example: the clients that Strimzi would allow.
const idleKafka = from(['keda'], 'kafka:9093');

const allowed: Record<string, Flow[]> = {
  dev: [...common, ...toKafka, ...toAgent, ...scraped, 'analyzer > neo4j:7687'],
  staging: [...common, ...toKafka, ...toAgent, ...scraped, ...gateway, 'analyzer > neo4j:7687'],
  'byo-kafka': [
    ...[...common, ...idleKafka, ...toAgent, ...scraped, 'analyzer > neo4j:7687'],
    ...from(services, 'brokers:9096'),
  ],
  aura: [...common, ...toKafka, ...toAgent, ...scraped, 'analyzer > internet:7687'],
  // No Datadog, and a Kafka of which only the label is known (see below).
  minimal: [...common, ...idleKafka, 'analyzer > neo4j:7687'],
};

// Listed again by name, so that no edit of the lists above opens one of these.
const forbidden: Flow[] = [
  ...from(['ingestor'], 'neo4j:7687', 'analyzer:3001', 'keda:9666', 'internet:443', 'metadata:80'),
  ...from(['analyzer'], 'ingestor:3000', 'internet:443', 'metadata:80', 'neighbour:80'),
  ...from(['smokeTest'], 'kafka:9093', 'neo4j:7687', 'internet:443'),
  ...from(['neo4j'], 'internet:443', 'kafka:9093'),
  ...from(['neighbour', 'trial', 'stranger'], 'neo4j:7687', 'kafka:9093', 'ingestor:3000', 'analyzer:3001'),
  ...from(['keda', 'kedaMetrics', 'clusterAgent'], 'neo4j:7687', 'ingestor:3000', 'analyzer:3001'),
];

const parse = (flow: Flow) => {
  const [, source = '', target = '', port, protocol] = /^(\w+) > (\w+):(\d+)(\/udp)?$/.exec(flow) ?? [];
  return { source, target, port: Number(port), protocol: protocol ? ('UDP' as const) : ('TCP' as const) };
};
function flowOf({ ends }: Place, flow: Flow) {
  const { source, target, port, protocol } = parse(flow);
  const [start, end] = [ends[source], ends[target]];
  if (start === undefined || end === undefined) throw new Error(`nobody is called so: ${flow}`);
  return { from: start, to: end, port, protocol };
}
const passes = (place: Place, flow: Flow) => isAllowed(place.network, flowOf(place, flow));

/** Every possible flow that involves one of our pods. Traffic between brokers is up to Strimzi. */
function conceivable({ ends }: Place): Flow[] {
  const ours = [...services, 'smokeTest', 'smokeJob', 'neo4j'];
  return from(Object.keys(ends), ...listening).filter((flow) => {
    const { source, target } = parse(flow);
    const brokers = source === 'kafka' || (source === 'entityOperator' && flow.endsWith('kafka:9093'));
    return (
      source !== target &&
      (ours.includes(source) || ours.includes(target) || (target === 'kafka' && !brokers))
    );
  });
}

const environmentOf = (example: string) => (example === 'dev' || example === 'minimal' ? 'dev' : 'staging');

describe.each(Object.keys(allowed))('the network of examples/%s.yaml', (example) => {
  let place: Place;
  beforeAll(async () => {
    place = await placeOf(example, environmentOf(example));
  });

  it('allow exactly the needed connections', () => {
    const tried = conceivable(place);
    expect(tried.length).toBeGreaterThan(300);
    expect(tried.filter((flow) => passes(place, flow)).sort()).toEqual(allowed[example]?.sort());
  });

  it('keep forbidden pairs apart', () => {
    expect(forbidden.filter((flow) => passes(place, flow))).toEqual([]);
  });

  it('block graph and APIs at both ends, so that one mistake opens nothing', () => {
    const apart = [
      ...from(['ingestor', 'smokeTest'], 'neo4j:7687'),
      ...['ingestor > analyzer:3001', 'analyzer > ingestor:3000', 'neo4j > analyzer:3001'],
    ];
    const half = (flow: Flow) =>
      mayLeave(place.network, flowOf(place, flow)) || mayEnter(place.network, flowOf(place, flow));
    expect(apart.filter(half)).toEqual([]);
  });
});

describe('Datadog', () => {
  it('can read the metrics of the brokers', async () => {
    expect(passes(await placeOf('dev', 'dev'), 'agent > kafka:9404')).toBe(true);
  });
});

describe('examples/minimal.yaml', () => {
  it('lets both services reach the Kafka beside them, and nothing else', async () => {
    const { network, ends } = await placeOf('minimal', 'dev');
    // The owner of that Kafka opens its ports; the policies of k8s/ are for the namespace that skaffold installs.
    const policies = network.policies.filter(({ metadata }) => metadata.name !== 'default-deny-ingress');
    const own = { namespace: 'ringtrace', labels: { app: 'kafka' }, ip: '10.244.9.9' };
    const place = { network: { ...network, policies }, ends: { ...ends, own } };
    const tried = from([...services, 'smokeTest'], 'own:9092', 'own:9093');
    expect(tried.filter((flow) => passes(place, flow))).toEqual(from(services, 'own:9092'));
  });
});
