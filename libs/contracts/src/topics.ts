// The topics of the pipeline. Producers, consumers, charts and tests take their names from here.

export const topics = {
  /** Accepted transactions. Key: transaction key, so that a resend lands on the same partition. */
  transactions: 'transactions.new',
  /**
   * Verdicts, compacted. Key: transaction key; its last record is the current verdict. A tombstone (no value) means that the
   * verdict was withdrawn because a person of the payment was erased.
   */
  verdicts: 'transactions.verdicts',
  /** Records that cannot be processed: original key, bytes and headers, plus `dlq.*` headers. */
  deadLetters: 'transactions.dlq',
  /** What operators did with dead letters: tasks, and the letters that each of them replayed, discarded or parked. */
  deadLetterActions: 'transactions.dlq.actions',
} as const;

/** With these the topics are created: locally, in tests, by compose.yaml and the chart. The services check them. */
export const topicSettings: Record<string, { partitions: number; config: Record<string, string> }> = {
  [topics.transactions]: { partitions: 4, config: { 'retention.ms': String(7 * 86_400_000) } },
  [topics.verdicts]: {
    partitions: 4,
    // max.compaction.lag.ms: replaced and erased values leave the log in time even when little is written.
    config: { 'cleanup.policy': 'compact', 'max.compaction.lag.ms': String(7 * 86_400_000) },
  },
  [topics.deadLetters]: { partitions: 1, config: { 'retention.ms': String(30 * 86_400_000) } },
  // One partition: its order decides. An action must outlive the letters that it is about.
  [topics.deadLetterActions]: { partitions: 1, config: { 'retention.ms': String(60 * 86_400_000) } },
};

/** What the guarantees need of each topic besides: an acknowledged record survives any one broker. */
const durability = {
  minReplicas: 3,
  minInSyncReplicas: 2,
  /** The brokers' default. Dead letters take up to a million bytes. */
  minMaxMessageBytes: 1_048_588,
};

/** What a service checks of the topics that it uses, while it runs. */
export function topicRequirements(...names: string[]) {
  return names.map((topic) => ({
    topic,
    ...durability,
    // Only of what a group shares.
    ...(topic === topics.transactions && { minPartitions: topicSettings[topic]?.partitions ?? 1 }),
    config: topicSettings[topic]?.config ?? {},
  }));
}

/** The group of the process that works on dead letters, and the beginning of the names of groups that only read. */
export const deadLetterGroup = 'ringtrace-dead-letters';

/** The analyzer's consumer group. Autoscaling and lag dashboards refer to it by this name. */
export const analyzerGroup = 'fraud-analyzer-group';
