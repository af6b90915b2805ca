// One batch: parse, hand to the handler inside each message's own trace, and on failure retry, split
// or dead-letter. Returns when every record is done; throws only BatchAbandonedError, and then nothing past the last
// finished record may be committed.
import { setTimeout as wait } from 'node:timers/promises';
import {
  inSpan,
  inSpans,
  isSampled,
  recordSpan,
  type SpanOptions,
  spanTags,
  type TraceContext,
  type TracedSpan,
  withinSpan,
} from '@ringtrace/telemetry';
import type { KafkaRecord } from '../client/kafka-port.ts';
import { BatchAbandonedError, UnprocessableRecordError } from '../errors.ts';
import { ConsumedMessage } from './consumed-message.ts';
import { reasonOf } from './dead-letter.ts';
import { decideNextStep, type FailureClass, type NextStep, type RetrySettings } from './failure-policy.ts';
import { contextOfRecord } from './trace-headers.ts';

type Step = NextStep | { do: 'nothing' };

export interface BatchWork {
  group: string;
  retry: RetrySettings;
  parse(record: KafkaRecord): unknown;
  /** Handles all messages or none: it is called again with the same ones if it throws. */
  handle(messages: ConsumedMessage[]): Promise<void>;
  /** Resolves when the dead letter is acknowledged. */
  deadLetter(record: KafkaRecord, error: unknown, attempts: number): Promise<void>;
  classify(error: unknown): FailureClass;
  isAbandoned(): boolean;
  observe(event: 'handled' | 'retried' | 'split' | 'dead-lettered', records: KafkaRecord[]): void;
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
    const step = await attemptOnce(messages, attempt, work);
    if (step.do === 'nothing' || step.do === 'dead-letter') return;
    if (step.do === 'retry') {
      await pause(step.delayMs, work);
      continue;
    }
    const middle = Math.ceil(messages.length / 2);
    await processMessages(messages.slice(0, middle), attempt + 1, work);
    await processMessages(messages.slice(middle), attempt + 1, work);
    return;
  }
}

/** One try, with a `kafka.consume` span per message. */
function attemptOnce(messages: ConsumedMessage[], attempt: number, work: BatchWork): Promise<Step> {
  const records = messages.map((message) => message.record);
  if (attempt === 1) for (const { record, upstream } of messages) recordQueueTime(record, upstream);
  const spanFor = (message: ConsumedMessage) => consumeSpan(message, attempt, work.group);
  const [only] = messages;
  // A single message needs no batch: what the handler does is simply the child of its span.
  if (only && messages.length === 1) {
    return inSpan('kafka.consume', spanFor(only), (span) => deliver(messages, [span], attempt, work));
  }
  return inSpan('kafka.consume_batch', batchSpan(records, work.group), (batch) =>
    inSpans(
      'kafka.consume',
      messages.map((message) => ({ ...spanFor(message), links: [batch.context] })),
      (spans) => deliver(messages, spans, attempt, work),
    ),
  );
}

async function deliver(
  messages: ConsumedMessage[],
  spans: TracedSpan[],
  attempt: number,
  work: BatchWork,
): Promise<Step> {
  const records = messages.map((message) => message.record);
  for (const [index, message] of messages.entries())
    message.beginAttempt(attempt, spans[index] as TracedSpan);
  try {
    await work.handle(messages);
    work.observe('handled', records);
    return { do: 'nothing' };
  } catch (error) {
    for (const span of spans) span.fail(error);
    const step = decideNextStep(work.classify(error), attempt, messages.length, Math.random(), work.retry);
    if (step.do === 'dead-letter') {
      await sendToDeadLetters(records[0] as KafkaRecord, error, attempt, spans[0] as TracedSpan, work);
    } else {
      work.observe(step.do === 'retry' ? 'retried' : 'split', records);
    }
    return step;
  }
}

// The dead letter is produced inside the failed span, so that the trace goes on with it. Until it is acknowledged the
// record is not done: a dead-letter topic that is away holds the partition rather than lose the record.
async function sendToDeadLetters(
  record: KafkaRecord,
  error: unknown,
  attempts: number,
  span: TracedSpan,
  work: BatchWork,
): Promise<void> {
  span.tag({ [spanTags.deadLetterReason]: reasonOf(error) });
  for (let tries = 1; ; tries++) {
    try {
      await withinSpan(span, () => work.deadLetter(record, error, attempts));
      work.observe('dead-lettered', [record]);
      return;
    } catch {
      const step = decideNextStep('transient', tries, 1, Math.random(), work.retry);
      await pause(step.do === 'retry' ? step.delayMs : 0, work);
    }
  }
}

// Waits in small steps, so that a shutdown or a lost partition is noticed soon.
async function pause(delayMs: number, work: BatchWork): Promise<void> {
  const until = Date.now() + delayMs;
  do {
    if (work.isAbandoned()) throw new BatchAbandonedError('the consumer is stopping or lost the partition');
    await wait(Math.min(100, Math.max(0, until - Date.now())));
  } while (Date.now() < until);
}

function recordQueueTime(record: KafkaRecord, parent: TraceContext | undefined): void {
  if (parent === undefined || !isSampled(parent)) return;
  recordSpan('kafka.queue', {
    parent,
    resource: record.topic,
    startTime: record.timestampMs,
    tags: recordTags(record),
  });
}

function consumeSpan(
  { record, upstream }: Pick<ConsumedMessage, 'record' | 'upstream'>,
  attempt: number,
  group: string,
): SpanOptions {
  return {
    // A record without a trace starts one of its own; it must not fall into whatever trace is active.
    parent: upstream ?? null,
    kind: 'consumer',
    resource: record.topic,
    type: 'worker',
    tags: { ...recordTags(record), [spanTags.kafkaGroup]: group, [spanTags.kafkaAttempt]: attempt },
  };
}

function batchSpan(records: KafkaRecord[], group: string): SpanOptions {
  const { topic } = records[0] as KafkaRecord;
  return {
    parent: null,
    kind: 'consumer',
    resource: topic,
    type: 'worker',
    tags: {
      [spanTags.messagingSystem]: 'kafka',
      [spanTags.kafkaTopic]: topic,
      [spanTags.kafkaPartitions]: new Set(records.map((record) => record.partition)).size,
      [spanTags.kafkaGroup]: group,
      [spanTags.messagingBatchSize]: records.length,
    },
  };
}

function recordTags(record: KafkaRecord) {
  return {
    [spanTags.messagingSystem]: 'kafka',
    [spanTags.messagingDestination]: record.topic,
    [spanTags.kafkaTopic]: record.topic,
    [spanTags.kafkaPartition]: record.partition,
    [spanTags.kafkaOffset]: record.offset,
  };
}
