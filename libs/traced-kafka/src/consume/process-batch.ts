// One batch: parse it, call the handler with each message in its own trace, and on failure retry, split or dead-letter.
// Resolves when every record is done. Throws only BatchAbandonedError; then nothing past the last finished record may
// be committed.
import { setTimeout as wait } from 'node:timers/promises';
import { inSpan, inSpans, type Logger, spanTags, type TracedSpan, withinSpan } from '@ringtrace/telemetry';
import type { KafkaRecord } from '../client/kafka-port.ts';
import { BatchAbandonedError, UnprocessableRecordError } from '../errors.ts';
import type { TracedProducer } from '../produce/traced-kafka.producer.ts';
import { batchSpan, consumeSpan, recordQueueTime } from './consume-spans.ts';
import { ConsumedMessage } from './consumed-message.ts';
import type { ConsumerMetrics } from './consumer-metrics.ts';
import { deadLetterReason, toDeadLetter } from './dead-letter.ts';
import {
  type Classify,
  classifyError,
  decideNextStep,
  type NextStep,
  type RetrySettings,
  retryDelayMs,
} from './failure-policy.ts';
import { contextOfRecord } from './trace-headers.ts';

/** What is the same for all batches of a topic. */
export interface TopicWork {
  topic: string;
  group: string;
  deadLetterTopic: string;
  retry: RetrySettings;
  parse(record: KafkaRecord): unknown;
  /** Handles all messages or none: if it throws, it is called again with the same messages. */
  handle(messages: ConsumedMessage[]): Promise<void>;
  classify: Classify | undefined;
  producer: Pick<TracedProducer, 'send'>;
  metrics: ConsumerMetrics;
  log: Logger;
}

export interface BatchWork extends TopicWork {
  /** True when the consumer is stopping or has lost a partition of the batch. */
  isAbandoned(): boolean;
}

/** Processes the records in order. Safe to repeat as a whole. */
export async function processBatch(records: KafkaRecord[], work: BatchWork): Promise<void> {
  const messages: ConsumedMessage[] = [];
  for (const record of records) {
    try {
      messages.push(new ConsumedMessage(record, work.parse(record)));
    } catch (error) {
      await rejectUnparsable(record, error, work);
    }
  }
  if (messages.length > 0) await processMessages(messages, 1, work);
}

async function rejectUnparsable(record: KafkaRecord, error: unknown, work: BatchWork): Promise<void> {
  const unprocessable =
    error instanceof UnprocessableRecordError
      ? error
      : new UnprocessableRecordError('unreadable', 'the parser failed', { cause: error });
  const upstream = contextOfRecord(record.headers);
  recordQueueTime(record, upstream);
  await inSpan('kafka.consume', consumeSpan({ record, upstream }, 1, work.group), async (span) => {
    span.fail(unprocessable);
    await sendToDeadLetters(record, unprocessable, 1, span, work);
  });
}

async function processMessages(
  messages: ConsumedMessage[],
  firstAttempt: number,
  work: BatchWork,
): Promise<void> {
  for (let attempt = firstAttempt; ; attempt++) {
    const next = await attemptOnce(messages, attempt, work);
    if (next?.do === 'retry') {
      await pause(next.delayMs, work);
      continue;
    }
    if (next?.do === 'split') {
      const middle = Math.ceil(messages.length / 2);
      await processMessages(messages.slice(0, middle), attempt + 1, work);
      await processMessages(messages.slice(middle), attempt + 1, work);
    }
    return;
  }
}

/** One attempt, with a `kafka.consume` span per message. Undefined when the handler has returned. */
function attemptOnce(
  messages: ConsumedMessage[],
  attempt: number,
  work: BatchWork,
): Promise<NextStep | undefined> {
  if (attempt === 1) for (const { record, upstream } of messages) recordQueueTime(record, upstream);
  const spanFor = (message: ConsumedMessage) => consumeSpan(message, attempt, work.group);
  const [only] = messages;
  // A single message needs no batch span: what the handler does is a child of the message's own.
  if (only && messages.length === 1) {
    return inSpan('kafka.consume', spanFor(only), (span) => callHandler(messages, [span], attempt, work));
  }
  return inSpan('kafka.consume_batch', batchSpan(recordsOf(messages), work.group), (batch) =>
    inSpans(
      'kafka.consume',
      messages.map((message) => ({ ...spanFor(message), links: [batch.context] })),
      (spans) => callHandler(messages, spans, attempt, work),
    ),
  );
}

async function callHandler(
  messages: ConsumedMessage[],
  spans: TracedSpan[],
  attempt: number,
  work: BatchWork,
): Promise<NextStep | undefined> {
  for (const [index, message] of messages.entries())
    message.beginAttempt(attempt, spans[index] as TracedSpan);
  try {
    await work.handle(messages);
    count('handled', messages.length, work);
    return undefined;
  } catch (error) {
    for (const span of spans) span.fail(error);
    const failure = classifyError(error, work.classify);
    work.log.warn({ error, failure }, 'handler failed');
    const next = decideNextStep(failure, attempt, messages.length, Math.random(), work.retry);
    if (next.do === 'dead-letter') {
      const [record] = recordsOf(messages) as [KafkaRecord];
      await sendToDeadLetters(record, error, attempt, spans[0] as TracedSpan, work);
    } else {
      count(next.do === 'retry' ? 'retried' : 'split', messages.length, work);
    }
    return next;
  }
}

// The dead letter is produced inside the failed span, so that it continues the trace. The record is not done until the
// dead letter is acknowledged: if the dead-letter topic is unavailable, the partition waits and no record is lost.
async function sendToDeadLetters(
  record: KafkaRecord,
  error: unknown,
  attempts: number,
  span: TracedSpan,
  work: BatchWork,
): Promise<void> {
  span.tag({ [spanTags.deadLetterReason]: deadLetterReason(error) });
  for (let tries = 1; ; tries++) {
    try {
      const failure = classifyError(error, work.classify);
      const to = { topic: work.deadLetterTopic, group: work.group, attempts, failedAt: new Date(), failure };
      await withinSpan(span, () => work.producer.send(toDeadLetter(record, error, to)));
      count('dead-lettered', 1, work);
      return;
    } catch {
      await pause(retryDelayMs(tries, Math.random(), work.retry), work);
    }
  }
}

// Waits in small steps, so that a shutdown or a lost partition is noticed soon.
async function pause(delayMs: number, work: BatchWork): Promise<void> {
  const endMs = performance.now() + delayMs;
  do {
    if (work.isAbandoned()) throw new BatchAbandonedError('the consumer is stopping or lost the partition');
    await wait(Math.min(100, Math.max(0, endMs - performance.now())));
  } while (performance.now() < endMs);
}

type Outcome = 'handled' | 'retried' | 'split' | 'dead-lettered';

function count(outcome: Outcome, records: number, { topic, metrics }: BatchWork): void {
  metrics.records.inc({ topic, outcome }, records);
}

function recordsOf(messages: ConsumedMessage[]): KafkaRecord[] {
  return messages.map(({ record }) => record);
}
