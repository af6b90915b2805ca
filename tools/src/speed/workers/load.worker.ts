// The load generator: clients of the ingestor, or an ingestor to the analyzer, at a fixed rate or as fast as possible.

import { topics } from '@ringtrace/contracts';
import { Kafka, logLevel } from 'kafkajs';
import { toMessages } from '../kafka/to-messages.ts';
import { PaymentStream, type StreamOptions } from '../stream/payment-stream.ts';
import { toRequest } from '../stream/stream-records.ts';
import { httpClient } from './http-client.ts';
import { dueAtMs, runOpenLoop } from './open-loop.ts';
import { serveJobs } from './serve-jobs.ts';

interface Load {
  url: string;
  stream: StreamOptions;
  count: number;
}

const kafka = new Kafka({
  brokers: (process.env.KAFKA_BROKERS ?? '').split(','),
  logLevel: logLevel.NOTHING,
});

serveJobs({ closed, open, produce });

/** As fast as `concurrency` clients can, each sending the next when it has its answer. */
async function closed({
  url,
  stream,
  count,
  concurrency,
  batch,
}: Load & { concurrency: number; batch: number }) {
  const requests = new PaymentStream(stream).take(count).map(toRequest);
  const client = httpClient(concurrency);
  const target = batch > 1 ? `${url}/v1/transactions/batch` : `${url}/v1/transactions`;
  const bodies: string[] = [];
  for (let at = 0; at < count; at += batch) {
    const items = requests.slice(at, at + batch);
    bodies.push(JSON.stringify(batch > 1 ? { transactions: items } : items[0]));
  }
  let accepted = 0;
  let next = 0;
  const beginMs = performance.now();
  const lane = async () => {
    while (next < bodies.length) {
      const { status, body } = await client.post(target, bodies[next++] as string);
      if (batch > 1 && status === 200) accepted += (JSON.parse(body) as { accepted: number }).accepted;
      else if (status === 202) accepted++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  client.close();
  return { accepted, seconds: (performance.now() - beginMs) / 1_000 };
}

/** One request per transaction at a fixed rate, whatever the answers do. */
async function open({ url, stream, count, ratePerSecond }: Load & { ratePerSecond: number }) {
  const bodies = new PaymentStream(stream).take(count).map((payment) => JSON.stringify(toRequest(payment)));
  const client = httpClient(Number.POSITIVE_INFINITY);
  const latenciesMs: number[] = [];
  const answers: Promise<void>[] = [];
  let accepted = 0;
  const startMs = performance.now() + 100;
  const sendOne = async (index: number) => {
    const { status } = await client.post(`${url}/v1/transactions`, bodies[index] as string);
    latenciesMs.push(performance.now() - startMs - dueAtMs(index, ratePerSecond));
    if (status === 202) accepted++;
  };
  const begin = (from: number, to: number) => {
    for (let index = from; index < to; index++) answers.push(sendOne(index));
  };
  const punctuality = await runOpenLoop(startMs, { ratePerSecond, count, begin });
  await Promise.all(answers);
  client.close();
  return { accepted, latenciesMs, punctuality };
}

/**
 * Records as the ingestor would send them: what has come during one request goes with the next. The moments are epoch
 * milliseconds, `startedAtMs + index / rate`.
 */
async function produce({
  stream,
  count,
  ratePerSecond,
  sampled,
}: Omit<Load, 'url'> & { ratePerSecond: number; sampled: number }) {
  const messages = toMessages(new PaymentStream(stream).take(count), sampled);
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const waiting: typeof messages = [];
  let flushing: Promise<void> | undefined;
  const flush = async () => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, 500);
      await producer.send({ topic: topics.transactions, acks: -1, messages: batch });
    }
    flushing = undefined;
  };
  const startMs = performance.now() + 100;
  const startedAtMs = Date.now() + 100;
  const begin = (from: number, to: number) => {
    waiting.push(...messages.slice(from, to));
    flushing ??= flush();
  };
  const punctuality = await runOpenLoop(startMs, { ratePerSecond, count, begin });
  await flushing;
  await producer.disconnect();
  return { startedAtMs, ids: messages.map(({ key }) => key), punctuality };
}
