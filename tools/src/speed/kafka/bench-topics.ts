// The topics of a run: the pipeline's own, verdicts with the broker's clock, and those of the tutorial design.
import { topicSettings, topics } from '@ringtrace/contracts';
import { Kafka, logLevel } from 'kafkajs';
import { createTopics } from '../../pipeline/create-topics.ts';

export const tutorialTopics = { transactions: 'tutorial.new', verdicts: 'tutorial.verdicts' };

export async function createBenchTopics(kafkaBrokers: string): Promise<void> {
  const kafka = new Kafka({ brokers: kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { partitions = 4, config = {} } = topicSettings[topics.verdicts] ?? {};
    const settings = { ...config, 'message.timestamp.type': 'LogAppendTime' };
    await admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic: topics.verdicts,
          numPartitions: partitions,
          configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
        },
        { topic: tutorialTopics.transactions, numPartitions: 4 },
        { topic: tutorialTopics.verdicts, numPartitions: 4 },
      ],
    });
  } finally {
    await admin.disconnect();
  }
  await createTopics(kafkaBrokers);
}
