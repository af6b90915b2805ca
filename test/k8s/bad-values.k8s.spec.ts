// Wrong values are refused before anything is installed, with one line that names the key and the problem.
import { root, run } from '../cluster/commands.ts';
import { kubeVersion } from './charts.ts';
import { helm } from './tools.ts';

type Mistake = [what: string, values: string, says: RegExp];

const ofRingtrace: Mistake[] = [
  ['an unknown key', 'analyzer.replica=2', /'\/analyzer': additional properties 'replica' not allowed/],
  ['an unknown key at the top', 'ingester.replicas=2', /'': additional properties 'ingester' not allowed/],
  ['a secret as a value', 'neo4j.password=x', /'\/neo4j': additional properties 'password' not allowed/],
  ['a wrong type', 'ingestor.replicas=two', /'\/ingestor\/replicas': got string, want integer/],
  ['a text instead of a boolean', 'datadog.enabled=on', /'\/datadog\/enabled': got string, want boolean/],
  ['a number for a tag', 'ingestor.image.tag=42', /'\/ingestor\/image\/tag': got number, want string/],
  ['a wrong mode', 'analyzer.autoscaling.mode=lag', /mode': value must be one of 'keda', 'cpu', 'none'/],
  ['an unknown security mode', 'kafka.security=ssl', /'\/kafka\/security': value must be one of 'mtls'/],
  [
    'an unknown log level',
    'ingestor.logLevel=verbose',
    /'\/ingestor\/logLevel': value must be one of 'trace'/,
  ],
  ['a Secret without a name', 'neo4j.existingSecret.name=', /'\/neo4j\/existingSecret\/name'/],
  [
    'no Secret at all',
    'tokenisation.existingSecret=null',
    /'\/tokenisation': missing property 'existingSecret'/,
  ],
  [
    'no client that may connect',
    'auth.apiKeys.existingSecret.name=',
    /auth names neither API keys nor a token issuer.*: set auth\.apiKeys/,
  ],
  ['a key as a value', 'auth.apiKeys.keys=x', /'\/auth\/apiKeys': additional properties 'keys' not allowed/],
  [
    'user hashes on records without a hash key',
    'userTracking.propagate=true',
    /userTracking\.propagate has no effect without a key: name its Secret/,
  ],
  ['an unknown address mode', 'userTracking.address=on', /'\/userTracking\/address': value must be one of/],
  ['no key in a Secret', 'neo4j.existingSecret.key=', /'\/neo4j\/existingSecret\/key'/],
  ['an address without a scheme', 'neo4j.uri=neo4j:7687', /'\/neo4j\/uri': .*does not match pattern/],
  ['a broker without a port', 'kafka.bootstrapServers=broker', /'\/kafka\/bootstrapServers': .*pattern/],
  ['an environment in capitals', 'environment=Staging', /'\/environment': 'Staging' does not match pattern/],
  ['a limit in bytes', 'analyzer.resources.limits.memory=500000000', /resources\/limits\/memory'/],
  ['an invalid digest', 'ingestor.image.digest=latest', /'\/ingestor\/image\/digest': .*pattern/],
  [
    'a rule file with an invalid name',
    'analyzer.rules.files.Large\\.cypher=x',
    /'Large\.cypher' does not match pattern/,
  ],
  [
    'a rule without text',
    'analyzer.rules.files.a-rule\\.cypher=',
    /'\/analyzer\/rules\/files\/a-rule\.cypher': minLength: got 0, want 1/,
  ],
  [
    'a rule in the wrong place',
    'analyzer.rules.a-rule=x',
    /'\/analyzer\/rules': additional properties 'a-rule' not allowed/,
  ],
  [
    'a rule budget longer than a statement may take',
    'analyzer.rules.budgetMs=20000',
    /'\/analyzer\/rules\/budgetMs': maximum: got 20,000, want 15,000/,
  ],
  [
    'the rules directory set by hand',
    'analyzer.config.RULES_DIR=/x',
    /analyzer\.config.* sets RULES_DIR, which this chart sets: use the value/,
  ],
  [
    'a value under its old name',
    'analyzer.sliceMaxRecords=100',
    /analyzer\.sliceMaxRecords was renamed: use analyzer\.batchMaxRecords/,
  ],
  ['no analyzer', 'analyzer.autoscaling.minReplicas=0', /minReplicas': minimum: got 0, want 1/],
  [
    'a label that the chart sets',
    'ingestor.podLabels.app\\.kubernetes\\.io/component=x',
    /invalid propertyName 'app\.kubernetes\.io\/component'/,
  ],
  [
    'an annotation that the chart sets',
    'analyzer.podAnnotations.checksum/config=x',
    /invalid propertyName 'checksum\/config'/,
  ],
  [
    'another Kafka with the authority of the first',
    'kafka.strimzi.cluster=other',
    /kafka\.strimzi\.cluster is other, .*: set it to other-cluster-ca-cert/,
  ],
  ['a peer that matches everybody', 'networkPolicy.scrapers[0]=', /'\/networkPolicy\/scrapers\/0'/],
  [
    'more analyzers than partitions',
    'kafka.topics.partitions=4',
    /maxReplicas \(12\) is more than kafka\.topics\.partitions \(4\).*: lower it, or raise/,
  ],
  [
    'more analyzers than partitions, without scaling',
    'analyzer.autoscaling.mode=none,analyzer.replicas=13',
    /analyzer\.replicas \(13\) is more than kafka\.topics\.partitions \(12\).*: lower it, or raise/,
  ],
  [
    'a maximum below the minimum',
    'analyzer.autoscaling.minReplicas=13',
    /minReplicas \(13\) is more than maxReplicas \(12\): lower it, or raise/,
  ],
  [
    'a maximum of ingestors below the minimum',
    'ingestor.autoscaling.minReplicas=11',
    /ingestor\.autoscaling\.minReplicas \(11\) is more than maxReplicas \(10\): lower it, or raise/,
  ],
  [
    'a fallback above the maximum',
    'analyzer.autoscaling.keda.fallbackReplicas=13',
    /fallbackReplicas \(13\) is more than maxReplicas \(12\): lower it/,
  ],
  [
    'more in-sync replicas than replicas',
    'kafka.topics.minInSyncReplicas=2',
    /minInSyncReplicas \(2\) is more than .*no transaction could be accepted: lower it/,
  ],
  [
    'client certificates where none are used',
    'kafka.security=none',
    /kafka\.strimzi\.users creates users with certificates.*: set it to false, or/,
  ],
  [
    'no Secret for a client',
    'kafka.strimzi.users=false',
    /clients\.analyzer\.secret is not set: name the Secret/,
  ],
  [
    'two Secrets for a client',
    'kafka.clients.ingestor.secret=mine',
    /clients\.ingestor\.secret names a Secret although Strimzi creates one: unset it, or/,
  ],
  [
    'a user without a name',
    'kafka.security=sasl,kafka.strimzi.users=false,kafka.clients.analyzer.secret=a',
    /kafka\.clients\.analyzer\.username is not set: name the user/,
  ],
  [
    'a variable that the chart sets',
    'ingestor.config.PORT=x',
    /ingestor\.config.* sets PORT, which this chart sets: use the value/,
  ],
  [
    'a secret in a variable',
    'ingestor.config.TOKEN_KEY=0123456789',
    /ingestor\.config.* holds the secret TOKEN_KEY: put it into a Secret/,
  ],
];

const ofKafka: Mistake[] = [
  ['an unknown key', 'broker.replicas=3', /'': additional properties 'broker' not allowed/],
  ['a wrong type', 'brokers.replicas=three', /'\/brokers\/replicas': got string, want integer/],
  ['no broker', 'brokers.replicas=0', /'\/brokers\/replicas': minimum: got 0, want 1/],
  ['a heap in the units of Kubernetes', 'brokers.heap=1Gi', /'\/brokers\/heap': .*does not match pattern/],
  [
    'more replicas than brokers',
    'replication.factor=3',
    /replication\.factor \(3\) is more than brokers\.replicas \(1\)/,
  ],
  [
    'more in-sync replicas than replicas',
    'replication.minInSyncReplicas=2',
    /minInSyncReplicas \(2\) is more than replication\.factor \(1\)/,
  ],
  [
    'an even number of controllers',
    'controllers.replicas=2',
    /controllers\.replicas \(2\) is even: use an odd number/,
  ],
  [
    'a setting that the chart controls',
    'config.min\\.insync\\.replicas=1',
    /config may not hold min\.insync\.replicas: this chart decides it \(see replication\)/,
  ],
  [
    'no client that may connect',
    'networkPolicy.clientReleases=null,networkPolicy.kedaNamespace=',
    /networkPolicy names nobody who may connect: give clientReleases, kedaNamespace or/,
  ],
];

/** Helm's error output, or `rendered` if it succeeds. */
const saidOf = (chart: string, values: string) =>
  helm(['template', chart, `charts/${chart}`, ...kubeVersion, '--set', values]).then(
    () => 'rendered',
    (error: Error) => error.message,
  );

describe.each([
  { chart: 'ringtrace', mistakes: ofRingtrace },
  { chart: 'kafka', mistakes: ofKafka },
])('charts/$chart refuses', ({ chart, mistakes }) => {
  it.each(mistakes)('%s', async (_, values, says) => {
    const said = await saidOf(chart, values);
    expect(said).toMatch(says);
    // For a human reader: one line, and no template crashed on the way.
    expect(said.split('\n').filter((line) => says.test(line))).toHaveLength(1);
    expect(said).not.toMatch(/nil pointer|error calling (include|index|tpl)|wrong type for value/);
  });

  it('a Kubernetes version that is too old', async () => {
    const old = helm(['template', chart, `charts/${chart}`, '--kube-version', '1.29.0']);
    await expect(old).rejects.toThrow('chart requires kubeVersion: >=1.30.0-0');
  });
});

describe('k8s/check-secrets.sh', () => {
  it('says that it cannot check when no cluster answers', async () => {
    const asked = run('sh', [`${root}/k8s/check-secrets.sh`], { env: { KUBECONFIG: '/nowhere' } });
    await expect(asked).rejects.toThrow('the cluster did not answer');
  });

  it('refuses an unknown argument', async () => {
    const asked = run('sh', [`${root}/k8s/check-secrets.sh`, '--all'], { env: { KUBECONFIG: '/nowhere' } });
    await expect(asked).rejects.toThrow('unknown argument --all');
  });
});
