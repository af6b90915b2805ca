// Describes topics for topic-guard.ts, with kafkajs. What this client may not know is left out; any other failure rejects.
import kafkajs from 'kafkajs';
import type { TopicDescription } from '../topics/topic-requirements.ts';
import { causesOf } from './kafkajs-errors.ts';

const { ConfigResourceTypes } = kafkajs;
const missing: unique symbol = Symbol('missing');

export async function describeTopic(admin: kafkajs.Admin, topic: string): Promise<TopicDescription> {
  const partitions = await unless(readPartitions(admin, topic), {
    UNKNOWN_TOPIC_OR_PARTITION: missing,
    TOPIC_AUTHORIZATION_FAILED: undefined,
  } as const);
  if (partitions === missing) return { isMissing: true };
  const config = await unless(readConfig(admin, topic), { TOPIC_AUTHORIZATION_FAILED: undefined });
  return { isMissing: false, partitions, config };
}

async function readPartitions(admin: kafkajs.Admin, topic: string) {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const partitions = topics[0]?.partitions ?? [];
  return {
    count: partitions.length,
    fewestReplicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
  };
}

async function readConfig(admin: kafkajs.Admin, topic: string): Promise<Record<string, string>> {
  const { resources } = await admin.describeConfigs({
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
    includeSynonyms: false,
  });
  const entries = resources[0]?.configEntries ?? [];
  return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
}

/** The broker answered with one of these errors: the answer that stands for it. */
async function unless<T, Answers extends Record<string, unknown>>(
  work: Promise<T>,
  answers: Answers,
): Promise<T | Answers[keyof Answers]> {
  try {
    return await work;
  } catch (error) {
    const type = causesOf(error).find((cause) => cause.type !== undefined)?.type;
    if (type !== undefined && Object.hasOwn(answers, type)) return answers[type] as Answers[keyof Answers];
    throw error;
  }
}
