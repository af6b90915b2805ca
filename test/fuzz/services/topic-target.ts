// The target behind the ingestor: records on the real topic that no ingestor wrote. Each ends as a verdict or a dead
// letter, and the analyzer carries on.

import { topics } from '@ringtrace/contracts';
import { type Service, waitUntil } from '@ringtrace/tools';
import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { recordKey, recordValue, sendableHeaders } from '../pure/records.ts';
import type { Outcome, Target } from '../target.ts';
import { ailments, type FuzzedServices, logLength } from './start-services.ts';

/** Compressed, so that together they stay below the broker's limit. */
const perSend = 100;

export const topicTarget = (services: () => FuzzedServices): Target => ({
  name: 'topic',
  promise: 'every record on the topic ends as a verdict or a dead letter, and the analyzer goes on',
  cases: { whole: 10_000, short: 600 },
  run: (cases, seed) => fuzzTopic(services(), cases, seed),
});

async function fuzzTopic(
  { analyzer, kafkaBrokers }: FuzzedServices,
  cases: number,
  seed: number,
): Promise<Outcome> {
  const logged = logLength(analyzer);
  const before = await done(analyzer);
  const records = fc.sample(fc.tuple(recordKey, recordValue, sendableHeaders), { numRuns: cases, seed });
  const messages = records.map(([key, value, headers]) => ({ key, value, headers }));
  const kafka = new kafkajs.Kafka({ brokers: kafkaBrokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  for (let at = 0; at < messages.length; at += perSend)
    await producer.send({
      topic: topics.transactions,
      messages: messages.slice(at, at + perSend),
      compression: kafkajs.CompressionTypes.GZIP,
    });
  await producer.disconnect();
  const findings = await waitUntil(async () => (await done(analyzer)) - before >= cases, {
    timeoutMs: 60_000 + cases * 20,
    what: `${cases} records to be done`,
  }).then(
    () => [],
    async (error: Error) => [`${error.message}, were ${(await done(analyzer)) - before}`],
  );
  return { cases, findings: [...findings, ...(await ailments(analyzer, logged))] };
}

/** Number of records that ended as a verdict or a dead letter. */
async function done(analyzer: Service): Promise<number> {
  const text = await (await fetch(`${analyzer.url}/metrics`)).text();
  return ['handled', 'dead-lettered']
    .map((outcome) => `kafka_consumer_records_total{topic="${topics.transactions}",outcome="${outcome}"} `)
    .map((series) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(series))
          ?.slice(series.length) ?? 0,
      ),
    )
    .reduce((sum, count) => sum + count, 0);
}
