// Compares a topic with what the guarantees need of it. Pure. Every deviation says what it is, what is needed, and what to do.

/** What the application needs of a topic that it uses. */
export interface TopicRequirement {
  topic: string;
  /** At least. Default: any number. */
  minPartitions?: number;
  minReplicas: number;
  minInSyncReplicas: number;
  minMaxMessageBytes: number;
  /**
   * The settings with which the topic is created. Of these are checked: `cleanup.policy` (default `delete`),
   * `retention.ms` as a minimum, and `max.compaction.lag.ms` as a maximum.
   */
  config: Record<string, string>;
}

/** A topic as the broker describes it. */
export interface TopicDescription {
  isMissing: boolean;
  /** Undefined if this client may not know. */
  partitions?: { count: number; fewestReplicas: number } | undefined;
  /** The settings in force, defaults included. Undefined if this client may not know. */
  config?: Record<string, string> | undefined;
}

/**
 * - `broken`: a guarantee does not hold, or nothing works
 * - `weak`: it holds, but not through every failure
 * - `unknown`: this client may not look
 */
export type Severity = 'broken' | 'weak' | 'unknown';
export const severities: Severity[] = ['broken', 'weak', 'unknown'];

export interface Deviation {
  topic: string;
  setting: string;
  severity: Severity;
  is: string;
  needed: string;
  /** What can happen, and what to do. */
  advice: string;
}

export function findDeviations(required: TopicRequirement, found: TopicDescription): Deviation[] {
  const { topic } = required;
  if (found.isMissing) {
    const advice = 'nothing can be read from it or written to it: create it';
    return [{ topic, setting: 'topic', severity: 'broken', is: 'missing', needed: 'present', advice }];
  }
  return [
    ...checkPartitions(required, found),
    ...checkCleanup(required, found.config),
    ...checkNumbers(required, found),
    ...checkRights(topic, found),
  ];
}

export function describeDeviation(deviation: Deviation): string {
  const { topic, setting, severity, is, advice } = deviation;
  if (setting === 'topic') return `topic ${topic} is ${is}: ${advice}`;
  if (severity === 'unknown') return `${setting} of topic ${topic} ${advice}`;
  return `${nameDeviation(deviation)}: ${advice}`;
}

/** Without the advice. */
export const nameDeviation = ({ topic, setting, is, needed }: Deviation): string =>
  `${setting} of topic ${topic} is ${is}, needed is ${needed}`;

function checkPartitions(
  { topic, minPartitions, minReplicas }: TopicRequirement,
  { partitions }: TopicDescription,
): Deviation[] {
  if (!partitions) return [];
  const tooFew = (setting: string, is: number, min: number, advice: string): Deviation[] =>
    is >= min
      ? []
      : [{ topic, setting, severity: 'weak', is: String(is), needed: `at least ${min}`, advice }];
  return [
    ...tooFew(
      'partitions',
      partitions.count,
      minPartitions ?? 1,
      'no more consumers than this share the work: add partitions',
    ),
    ...tooFew(
      'replication.factor',
      partitions.fewestReplicas,
      minReplicas,
      'acknowledged records are lost with the disks of so many brokers: add replicas; on a laptop ignore it',
    ),
  ];
}

function checkCleanup({ topic, config }: TopicRequirement, found: TopicDescription['config']): Deviation[] {
  const is = found?.['cleanup.policy'];
  const needed = config['cleanup.policy'] ?? 'delete';
  if (is === undefined || is === needed) return [];
  const advice =
    needed === 'compact'
      ? 'the last record of a key is deleted after the retention time'
      : 'records are removed before they are read';
  return [
    {
      topic,
      setting: 'cleanup.policy',
      severity: 'broken',
      is,
      needed,
      advice: `${advice}: set it to ${needed}`,
    },
  ];
}

function checkNumbers(required: TopicRequirement, { config, partitions }: TopicDescription): Deviation[] {
  if (!config) return [];
  const replicas = partitions?.fewestReplicas ?? Number.POSITIVE_INFINITY;
  const minInSync = Number(config['min.insync.replicas']);
  const checks: NumberCheck[] = [
    {
      setting: 'retention.ms',
      min: required.config['retention.ms'],
      advice: 'records that wait longer are lost unread: raise it',
    },
    {
      setting: 'max.compaction.lag.ms',
      max: required.config['max.compaction.lag.ms'],
      advice: 'replaced and erased values may stay longer: lower it',
    },
    {
      setting: 'max.message.bytes',
      min: required.minMaxMessageBytes,
      advice: 'larger records are refused: raise it',
    },
    {
      setting: 'min.insync.replicas',
      // A topic with fewer replicas cannot have it; its replication factor is told already.
      min: Math.min(required.minInSyncReplicas, replicas),
      advice: 'a record may be acknowledged by so few brokers, and is lost with their disks: raise it',
    },
    {
      setting: 'min.insync.replicas',
      max: Math.max(1, replicas - 1),
      severity: minInSync > replicas ? 'broken' : 'weak',
      advice:
        minInSync > replicas
          ? 'nothing can be written: lower it, or add replicas'
          : 'nothing can be written while one replica is down: lower it, or add replicas',
    },
  ];
  return checks.flatMap((check) => checkNumber(required.topic, check, config));
}

interface NumberCheck {
  setting: string;
  min?: number | string | undefined;
  max?: number | string | undefined;
  /** Default: weak. */
  severity?: Severity;
  advice: string;
}

function checkNumber(
  topic: string,
  { setting, min, max, severity = 'weak', advice }: NumberCheck,
  config: Record<string, string>,
): Deviation[] {
  const is = config[setting];
  if (is === undefined) return [];
  // Kafka writes -1 for "no limit".
  const value = is === '-1' ? Number.POSITIVE_INFINITY : Number(is);
  if (min !== undefined && value < Number(min))
    return [{ topic, setting, severity, is, needed: `at least ${min}`, advice }];
  if (max !== undefined && value > Number(max))
    return [{ topic, setting, severity, is, needed: `at most ${max}`, advice }];
  return [];
}

/** Least privilege may hide a topic from its client: that is no fault of the topic, but nobody has checked it then. */
function checkRights(topic: string, { partitions, config }: TopicDescription): Deviation[] {
  const unknown = { topic, severity: 'unknown', is: 'unknown', needed: 'known' } as const;
  if (!partitions)
    return [{ ...unknown, setting: 'partitions', advice: 'could not be checked: add the ACL for Describe' }];
  if (!config)
    return [
      { ...unknown, setting: 'config', advice: 'could not be checked: add the ACL for DescribeConfigs' },
    ];
  return [];
}
