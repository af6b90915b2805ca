// Creates the pipeline's topics locally and in tests. In production operators create them.
import { topicSettings } from '@ringtrace/contracts';
import { Kafka, logLevel } from 'kafkajs';

/** Idempotent: existing topics are left unchanged. Resolves when every partition has a leader. */
export async function createTopics(kafkaBrokers: string): Promise<void> {
  const kafka = new Kafka({ brokers: kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const topics = Object.entries(topicSettings)
      .filter(([topic]) => !existing.has(topic))
      .map(([topic, { partitions, config }]) => ({
        topic,
        numPartitions: partitions,
        // The broker's default: one here, three on a cluster.
        replicationFactor: -1,
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
      }));
    if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: true });
  } finally {
    await admin.disconnect();
  }
}
