// The typical tutorial design: consume a message, write it, run each rule in turn, send the verdict, then the next message.
import type { TransactionEvent } from '@ringtrace/contracts';
import { Kafka, logLevel } from 'kafkajs';
import { oneWriteOf, rulesOf } from '../statements/analyzer-statements.ts';
import { connectNeo4j, send } from './connect-neo4j.ts';
import { serveJobs } from './serve-jobs.ts';

interface Job {
  topic: string;
  verdictTopic: string;
  /** Stop after this many. */
  count: number;
}

const driver = connectNeo4j();
const kafka = new Kafka({
  brokers: (process.env.KAFKA_BROKERS ?? '').split(','),
  logLevel: logLevel.NOTHING,
});
const producer = kafka.producer({ allowAutoTopicCreation: false });
const consumer = kafka.consumer({ groupId: 'tutorial', maxWaitTimeInMs: 50 });
let job: Job & { done: (seconds: number) => void; failed: (error: unknown) => void };
let handled = 0;
let beginMs = 0;

serveJobs({
  /** Joins the group, paused until `drain`. */
  connect: async ({ topic }: { topic: string }) => {
    await Promise.all([producer.connect(), consumer.connect()]);
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({ eachMessage: ({ message }) => judge(String(message.value)) });
    consumer.pause([{ topic }]);
  },
  /** Resolves with the seconds from the first message to the acknowledgement of the last verdict. */
  drain: async (given: Job) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    job = { ...given, done: resolve, failed: reject };
    handled = 0;
    consumer.resume([{ topic: given.topic }]);
    const seconds = await promise;
    consumer.pause([{ topic: given.topic }]);
    return seconds;
  },
});

async function judge(text: string): Promise<void> {
  try {
    if (handled === 0) beginMs = performance.now();
    const transaction = JSON.parse(text) as TransactionEvent;
    await send(driver, oneWriteOf(transaction));
    const findings: unknown[] = [];
    for (const query of rulesOf([transaction]))
      findings.push(...(await send(driver, { ...query, write: false })));
    const decision = findings.length > 0 ? 'review' : 'approve';
    const value = JSON.stringify({ transactionId: transaction.id, decision, findings });
    await producer.send({ topic: job.verdictTopic, messages: [{ key: transaction.id, value }] });
    if (++handled === job.count) job.done((performance.now() - beginMs) / 1_000);
  } catch (error) {
    job.failed(error);
    throw error;
  }
}
