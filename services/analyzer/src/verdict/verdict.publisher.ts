// PUBLISH: sends the verdicts of a batch, each in the trace of the transaction that caused it. For an upgraded verdict of an
// earlier transaction, that is the transaction that completed the finding.
import { Inject, Injectable } from '@nestjs/common';
import {
  type TransactionEvent,
  topics,
  transactionKey,
  type Verdict,
  verdictKey,
} from '@ringtrace/contracts';
import { describeError, Metrics, spanTags } from '@ringtrace/telemetry';
import {
  type ConsumedMessage,
  queueTimeMs,
  type RecordToSend,
  RetryLaterError,
  TracedProducer,
} from '@ringtrace/traced-kafka';
import type { Detection } from '../rules/finding.ts';
import { FindingRepository } from './finding.repository.ts';
import { publishUntilCurrent } from './publish-until-current.ts';
import { verdictTexts } from './verdict-texts.ts';

@Injectable()
export class VerdictPublisher {
  private readonly producer: TracedProducer;
  private readonly findings: FindingRepository;
  private readonly verdicts;
  private readonly seconds;

  constructor(
    @Inject(TracedProducer) producer: TracedProducer,
    findings: FindingRepository,
    metrics: Metrics,
  ) {
    this.producer = producer;
    this.findings = findings;
    this.verdicts = metrics.counter('ringtrace_verdicts_total', 'Verdicts published, by decision', [
      'decision',
      'kind',
    ]);
    this.seconds = metrics.durations(
      'ringtrace_verdict_seconds',
      'Time from acceptance of a transaction to its published verdict',
    );
  }

  /**
   * Resolves when every verdict is acknowledged and still the current one.
   * @throws RetryLaterError if one is not acknowledged; the batch is then redelivered
   */
  async publish(
    verdicts: Verdict[],
    detections: Detection[],
    messages: ConsumedMessage<TransactionEvent>[],
  ): Promise<void> {
    // A transaction that was sent twice has two messages. The trace of each ends in its verdict.
    const own = Map.groupBy(messages, (message) => transactionKey(message.value));
    const causes = causesOf(detections, own);
    await publishUntilCurrent(verdicts, this.findings, async ({ changed, erased }) => {
      const isFirst = changed === verdicts;
      const texts = verdictTexts(changed);
      await this.send([
        ...changed.flatMap((verdict, index) => {
          const key = verdictKey(verdict);
          const ownMessages = own.get(key) ?? [];
          for (const message of ownMessages) tagVerdict(message, verdict);
          const value = texts[index] as string;
          const cause = causes.get(key) ?? (isFirst ? undefined : messages[0]);
          return (ownMessages.length > 0 ? ownMessages : [cause]).map((each) => ({
            key,
            value,
            cause: each,
          }));
        }),
        ...erased.map((key) => ({ key, value: null, cause: own.get(key)?.[0] ?? messages[0] })),
      ]);
      for (const verdict of changed) {
        const kind = !isFirst ? 'correction' : own.has(verdictKey(verdict)) ? 'first' : 'upgrade';
        this.verdicts.inc({ decision: verdict.decision, kind });
      }
    });
    const nowMs = Date.now();
    for (const { record } of messages) this.seconds.observe(queueTimeMs(record.timestampMs, nowMs) / 1_000);
  }

  private async send(records: Omit<RecordToSend, 'topic'>[]): Promise<void> {
    const outcomes = await this.producer.sendAll(
      records.map((record) => ({ topic: topics.verdicts, ...record })),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw notPublished(failed.reason);
  }
}

// With the cause in its text: health and log show it for as long as the partition waits.
function notPublished(cause: unknown): RetryLaterError {
  return new RetryLaterError(`a verdict is not published: ${describeError(cause).message}`, { cause });
}

function tagVerdict(message: ConsumedMessage, verdict: Verdict): void {
  message.tag({
    [spanTags.transactionId]: verdict.transactionId,
    [spanTags.tenant]: verdict.tenant,
    [spanTags.verdictDecision]: verdict.decision,
    [spanTags.verdictRevision]: verdict.revision,
    [spanTags.verdictRules]:
      [...new Set(verdict.findings.map((finding) => finding.rule))].join(',') || 'none',
  });
}

/** By transaction key, the message of this batch that completed a finding with that member. */
function causesOf(detections: Detection[], own: Map<string, ConsumedMessage<TransactionEvent>[]>) {
  const causes = new Map<string, ConsumedMessage<TransactionEvent>>();
  for (const { rule, foundBy, members } of detections) {
    if (rule.mode === 'shadow') continue;
    const message = own.get(foundBy)?.[0];
    if (message) for (const member of members) causes.set(member, message);
  }
  return causes;
}
