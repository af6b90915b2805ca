// The load generator: acts as clients of the ingestor, or as an ingestor, at a fixed rate or as fast as possible.

import { topics } from '@ringtrace/contracts';
import { Kafka, logLevel } from 'kafkajs';
import { runOpenLoop } from '../../pipeline/open-loop.ts';
import { sendStream } from '../../pipeline/send-stream.ts';
import { PaymentStream, type StreamOptions } from '../../traffic/endless/payment-stream.ts';
import { toRequest } from '../../traffic/endless/stream-wire.ts';
import { toMessages } from '../kafka.ts';
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

/** No retries: a slow or missing answer is a result. */
const once = { giveUpAfterMs: 0, timeoutMs: 60_000 };

serveJobs({ closed, open, produce });

/** A closed loop: each of `concurrency` clients sends its next request after an answer. */
async function closed({
  stream,
  count,
  url,
  concurrency,
  batch,
}: Load & { concurrency: number; batch: number }) {
  const requests = new PaymentStream(stream).take(count).map(toRequest);
  const beginMs = performance.now();
  const { accepted } = await sendStream({ ...once, url, requests, concurrency, batchSize: batch });
  return { accepted: accepted.size, seconds: (performance.now() - beginMs) / 1_000 };
}

/** An open loop: one request per transaction at a fixed rate, however slow the answers are. */
async function open({ stream, count, url, ratePerSecond }: Load & { ratePerSecond: number }) {
  const requests = new PaymentStream(stream).take(count).map(toRequest);
  const concurrency = Number.POSITIVE_INFINITY;
  const sent = await sendStream({ ...once, url, requests, concurrency, ratePerSecond });
  return { accepted: sent.accepted.size, latenciesMs: sent.latenciesMs, punctuality: sent.punctuality };
}

/**
 * Produces records like the ingestor: those that arrive during one produce request go with the next. Record `index` is due
 * at `startedAtMs + index / rate`, epoch milliseconds.
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
