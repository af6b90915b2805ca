// Wrong values: one clear line, before anything is installed.
import { root, run } from '../cluster/commands.ts';
import { kubeVersion } from './charts.ts';

const mistakes: [what: string, values: string[], says: RegExp][] = [
  ['an unknown key', ['analyzer.replica=2'], /additional properties 'replica' not allowed/],
  ['a wrong type', ['ingestor.replicas=two'], /at '\/ingestor\/replicas': got string, want integer/],
  [
    'a word that is none of the choices',
    ['analyzer.autoscaling.mode=lag'],
    /mode': value must be one of 'keda', 'cpu', 'none'/,
  ],
  ['a Secret without a name', ['neo4j.existingSecret.name='], /\/neo4j\/existingSecret\/name/],
  ['an address that is none', ['neo4j.uri=neo4j:7687'], /at '\/neo4j\/uri': .*does not match pattern/],
  ['a memory limit in bytes', ['analyzer.resources.limits.memory=500000000'], /limits\/memory/],
  [
    'more analyzers than partitions',
    ['kafka.topics.partitions=4'],
    /maxReplicas \(12\) is more than kafka\.topics\.partitions \(4\)/,
  ],
  [
    'fewer at most than at least',
    ['analyzer.autoscaling.minReplicas=13'],
    /minReplicas \(13\) is more than maxReplicas \(12\)/,
  ],
  [
    'more in-sync copies than copies',
    ['kafka.topics.minInSyncReplicas=2'],
    /no transaction could be accepted/,
  ],
  [
    'users with certificates where none are used',
    ['kafka.security=none'],
    /kafka\.strimzi\.users makes users with certificates/,
  ],
  ['no Secret for a client', ['kafka.strimzi.users=false'], /name the Secret with user\.crt and user\.key/],
];

describe('charts/ringtrace refuses', () => {
  it.each(mistakes)('%s', async (_, values, says) => {
    const sets = values.flatMap((value) => ['--set', value]);
    const rendered = run('helm', ['template', 'ringtrace', 'charts/ringtrace', ...kubeVersion, ...sets]);
    const failure = await rendered.then(
      () => 'rendered',
      (error: Error) => error.message,
    );
    expect(failure).toMatch(says);
    // A person reads it: no stack, no template positions before the sentence.
    expect(failure.split('\n').filter((line) => says.test(line))).toHaveLength(1);
  });

  it('a Kubernetes that is too old', async () => {
    const rendered = run('helm', ['template', 'ringtrace', 'charts/ringtrace', '--kube-version', '1.29.0']);
    await expect(rendered).rejects.toThrow('chart requires kubeVersion: >=1.30.0-0');
  });
});

describe('k8s/check-secrets.sh', () => {
  it('says that it cannot ask, where no cluster answers', async () => {
    const asked = run('sh', [`${root}/k8s/check-secrets.sh`], { env: { KUBECONFIG: '/nowhere' } });
    await expect(asked).rejects.toThrow('the cluster did not answer');
  });
});
