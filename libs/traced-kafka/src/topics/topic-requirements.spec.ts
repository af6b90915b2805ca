import {
  describeDeviation,
  findDeviations,
  type TopicDescription,
  type TopicRequirement,
} from './topic-requirements.ts';

const required: TopicRequirement = {
  topic: 'orders',
  minPartitions: 4,
  minReplicas: 3,
  minInSyncReplicas: 2,
  minMaxMessageBytes: 1_000_000,
  config: { 'retention.ms': '1000' },
};
const compacted = { ...required, config: { 'cleanup.policy': 'compact', 'max.compaction.lag.ms': '1000' } };
const config = {
  'cleanup.policy': 'delete',
  'retention.ms': '1000',
  'max.compaction.lag.ms': '9223372036854775807',
  'min.insync.replicas': '2',
  'max.message.bytes': '1000000',
};
const good: TopicDescription = {
  isMissing: false,
  partitions: { count: 4, fewestReplicas: 3 },
  config,
};
const goodCompacted = {
  ...good,
  config: { ...config, 'cleanup.policy': 'compact', 'max.compaction.lag.ms': '1000', 'retention.ms': '1' },
};
const replicas = (fewestReplicas: number, minInSync: string): TopicDescription => ({
  ...good,
  partitions: { count: 4, fewestReplicas },
  config: { ...config, 'min.insync.replicas': minInSync },
});
const withConfig = (name: string, value: string): TopicDescription => ({
  ...good,
  config: { ...config, [name]: value },
});

describe('findDeviations', () => {
  it.each<[string, TopicRequirement, TopicDescription]>([
    ['what is needed', required, good],
    ['more than what is needed', required, { ...good, partitions: { count: 12, fewestReplicas: 5 } }],
    ['unlimited retention', required, withConfig('retention.ms', '-1')],
    ['a compacted topic, whatever its retention time', compacted, goodCompacted],
  ])('accepts %s', (_what, needed, found) => {
    expect(findDeviations(needed, found)).toEqual([]);
  });

  it.each<[string, TopicRequirement, TopicDescription, string[]]>([
    ['a missing topic', required, { isMissing: true }, ['broken topic']],
    ['compaction', required, withConfig('cleanup.policy', 'compact'), ['broken cleanup.policy']],
    ['compaction too', required, withConfig('cleanup.policy', 'compact,delete'), ['broken cleanup.policy']],
    [
      'no compaction',
      compacted,
      { ...goodCompacted, config },
      ['broken cleanup.policy', 'weak max.compaction.lag.ms'],
    ],
    [
      'few partitions',
      required,
      { ...good, partitions: { count: 3, fewestReplicas: 3 } },
      ['weak partitions'],
    ],
    ['short retention', required, withConfig('retention.ms', '999'), ['weak retention.ms']],
    ['small records', required, withConfig('max.message.bytes', '999999'), ['weak max.message.bytes']],
    ['a laptop', required, replicas(1, '1'), ['weak replication.factor']],
    [
      'two replicas, one in sync',
      required,
      replicas(2, '1'),
      ['weak replication.factor', 'weak min.insync.replicas'],
    ],
    ['three replicas, one in sync', required, replicas(3, '1'), ['weak min.insync.replicas']],
    ['all replicas in sync', required, replicas(3, '3'), ['weak min.insync.replicas']],
    ['more in sync than there are', required, replicas(3, '4'), ['broken min.insync.replicas']],
    [
      'more in sync than the only one',
      required,
      replicas(1, '2'),
      ['weak replication.factor', 'broken min.insync.replicas'],
    ],
    ['no right to read the settings', required, { ...good, config: undefined }, ['unknown config']],
    ['no right at all', required, { isMissing: false }, ['unknown partitions']],
  ])('finds %s', (_what, needed, found, expected) => {
    const deviations = findDeviations(needed, found);
    expect(deviations.map(({ severity, setting }) => `${severity} ${setting}`)).toEqual(expected);
    for (const each of deviations) expect(describeDeviation(each)).toMatch(/topic orders .*: .*[a-z]/);
  });
});
