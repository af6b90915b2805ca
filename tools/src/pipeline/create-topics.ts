// Creates the pipeline's topics locally and in tests. In production operators create them.
import { topicSettings } from '@ringtrace/contracts';
import { type ITopicConfig, Kafka, logLevel } from 'kafkajs';
import { waitUntil } from './process/wait-until.ts';

/**
 * Idempotent: existing topics are left unchanged. `special` topics are added, or replace the one of the same name.
 * Resolves when every partition answers: on a busy machine a broker does not serve a topic as soon as it is created.
 */
export async function createTopics(kafkaBrokers: string, special: ITopicConfig[] = []): Promise<void> {
  const kafka = new Kafka({ brokers: kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const standard = Object.entries(topicSettings).map(([topic, { partitions, config }]) => ({
      topic,
      numPartitions: partitions,
      // The broker's default: one here, three on a cluster.
      replicationFactor: -1,
      configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
    }));
    const all = [...new Map([...standard, ...special].map((config) => [config.topic, config])).values()];
    const missing = all.filter(({ topic }) => !existing.has(topic));
    if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: false });
    for (const { topic, numPartitions } of missing) {
      const isServed = async () => (await admin.fetchTopicOffsets(topic)).length === numPartitions;
      await waitUntil(isServed, { timeoutMs: 60_000, what: `topic ${topic}` });
    }
  } finally {
    await admin.disconnect();
  }
}
