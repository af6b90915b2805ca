// One batch: parse it, call the handler with each message in its own trace, and on failure retry, split or dead-letter.
// Resolves when every record is done, but for the partitions that it returns: these stopped at a record that must wait.
// Throws only BatchAbandonedError; then nothing past the last finished record may be committed.
import { setTimeout as wait } from 'node:timers/promises';
import { describeError, inSpan, inSpans, spanTags, type TracedSpan, withinSpan } from '@ringtrace/telemetry';
import type { KafkaRecord } from '../client/kafka-port.ts';
import { BatchAbandonedError, UnprocessableRecordError } from '../errors.ts';
import {
  type BatchRun,
  type BatchWork,
  beginRun,
  isStopped,
  stopAt,
  stoppedPartitions,
} from './batch-run.ts';
import { batchSpan, consumeSpan, recordQueueTime } from './consume-spans.ts';
import { ConsumedMessage } from './consumed-message.ts';
import { deadLetterReason, dispositionOf, toDeadLetter } from './dead-letter.ts';
import { classifyError, decideNextStep, type NextStep, retryDelayMs } from './failure-policy.ts';
import type { StoppedPartition } from './partition-waits.ts';
import { contextOfRecord } from './trace-headers.ts';

/** Processes the records in order. Safe to repeat as a whole. */
export async function processBatch(records: KafkaRecord[], work: BatchWork): Promise<StoppedPartition[]> {
  const run = beginRun(work);
  const messages: ConsumedMessage[] = [];
  for (const record of records) {
    if (work.isDone(record)) continue;
    try {
      messages.push(new ConsumedMessage(record, work.parse(record)));
    } catch (error) {
      run.deadLetters.push(rejectUnparsable(record, error, run));
    }
  }
  // Before the others are handled: nothing after a record that must wait is begun.
  await Promise.all(run.deadLetters);
  await processMessages(messages, work.firstAttempt, run);
  await Promise.all(run.deadLetters);
  return stoppedPartitions(records, run);
}

async function rejectUnparsable(record: KafkaRecord, error: unknown, run: BatchRun): Promise<void> {
  const unprocessable =
    error instanceof UnprocessableRecordError
      ? error
      : new UnprocessableRecordError('unreadable', 'the parser failed', { cause: error });
  const upstream = contextOfRecord(record.headers);
  if (run.firstAttempt === 1) recordQueueTime(record, upstream);
  const options = consumeSpan({ record, upstream }, run.firstAttempt, run.group);
  await inSpan('kafka.consume', options, async (span) => {
    span.fail(unprocessable);
    await sendToDeadLetters(record, unprocessable, run.firstAttempt, span, run);
  });
}

async function processMessages(
  messages: ConsumedMessage[],
  firstAttempt: number,
  run: BatchRun,
): Promise<void> {
  const due = messages.filter(({ record }) => !isStopped(record, run));
  if (due.length === 0) return;
  for (let attempt = firstAttempt; ; attempt++) {
    const failed = await attemptOnce(due, attempt, run);
    if (failed?.next.do === 'retry') {
      const { delayMs } = failed.next;
      if (performance.now() + delayMs > run.retryInPlaceUntilMs) {
        if (run.isAbandoned()) throw abandoned();
        stopAt(recordsOf(due), { attempts: attempt, delayMs, reason: failed.reason }, run);
        return;
      }
      await pause(delayMs, run);
      continue;
    }
    if (failed?.next.do === 'split') {
      const middle = Math.ceil(due.length / 2);
      await processMessages(due.slice(0, middle), attempt + 1, run);
      await processMessages(due.slice(middle), attempt + 1, run);
    }
    return;
  }
}

interface FailedAttempt {
  next: NextStep;
  reason: string;
}

/** One attempt, with a `kafka.consume` span per message. Undefined when the handler has returned. */
function attemptOnce(
  messages: ConsumedMessage[],
  attempt: number,
  work: BatchRun,
): Promise<FailedAttempt | undefined> {
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
  work: BatchRun,
): Promise<FailedAttempt | undefined> {
  for (const [index, message] of messages.entries())
    message.beginAttempt(attempt, spans[index] as TracedSpan);
  try {
    await work.handle(messages);
    for (const record of recordsOf(messages)) work.done.add(record);
    count('handled', messages.length, work);
    return undefined;
  } catch (error) {
    for (const span of spans) span.fail(error);
    const failure = classifyError(error, work.classify);
    work.log.warn({ error, failure }, 'handler failed');
    const next = decideNextStep(failure, attempt, messages.length, Math.random(), work.retry);
    if (next.do === 'dead-letter') {
      const [record] = recordsOf(messages) as [KafkaRecord];
      work.deadLetters.push(sendToDeadLetters(record, error, attempt, spans[0] as TracedSpan, work));
    } else {
      count(next.do === 'retry' ? 'retried' : 'split', messages.length, work);
    }
    return { next, reason: `handler failed (${failure}): ${describeError(error).message}` };
  }
}

// The dead letter is produced inside the failed span, so that it continues the trace. The record is not done until the
// dead letter is acknowledged: if the dead-letter topic is unavailable, the partition waits and no record is lost.
async function sendToDeadLetters(
  record: KafkaRecord,
  error: unknown,
  attempts: number,
  span: TracedSpan,
  run: BatchRun,
): Promise<void> {
  const reason = deadLetterReason(error);
  span.tag({ [spanTags.deadLetterReason]: reason });
  const { deadLetterTopic, group, retry } = run;
  try {
    const failure = classifyError(error, run.classify);
    const to = { topic: deadLetterTopic, group, attempts, failedAt: new Date(), failure };
    const letter = toDeadLetter(record, error, to);
    await withinSpan(span, () => run.producer.send(letter));
    run.done.add(record);
    count('dead-lettered', 1, run);
    run.metrics.deadLetters.inc({ topic: run.topic, reason, disposition: dispositionOf(letter.headers) });
  } catch (refusal) {
    const delayMs = retryDelayMs(attempts, Math.random(), retry);
    const why = `dead-letter topic ${deadLetterTopic} refuses: ${describeError(refusal).message}`;
    stopAt([record], { attempts, delayMs, reason: why }, run);
  }
}

// Waits in small steps, so that a shutdown or a lost partition is noticed soon.
async function pause(delayMs: number, work: BatchWork): Promise<void> {
  const endMs = performance.now() + delayMs;
  do {
    if (work.isAbandoned()) throw abandoned();
    await wait(Math.min(100, Math.max(0, endMs - performance.now())));
  } while (performance.now() < endMs);
}

const abandoned = () => new BatchAbandonedError('the consumer is stopping or lost the partition');

type Outcome = 'handled' | 'retried' | 'split' | 'dead-lettered';

function count(outcome: Outcome, records: number, { topic, metrics }: BatchWork): void {
  metrics.records.inc({ topic, outcome }, records);
}

function recordsOf(messages: ConsumedMessage[]): KafkaRecord[] {
  return messages.map(({ record }) => record);
}
