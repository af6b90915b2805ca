// PUBLISH: the verdicts of a batch to their topic, each within the trace of the transaction that caused it: its own,
// or for an earlier transaction the one that completed the ring.
import { Inject, Injectable } from '@nestjs/common';
import { type TransactionEvent, topics, transactionKey, type Verdict } from '@ringtrace/contracts';
import { Metrics, spanTags } from '@ringtrace/telemetry';
import { type ConsumedMessage, RetryLaterError, TracedProducer } from '@ringtrace/traced-kafka';
import type { Detection } from '../rules/finding.ts';
import { verdictTexts } from './verdict-texts.ts';

@Injectable()
export class VerdictPublisher {
  private readonly producer: TracedProducer;
  private readonly verdicts;
  private readonly seconds;

  constructor(@Inject(TracedProducer) producer: TracedProducer, metrics: Metrics) {
    this.producer = producer;
    this.verdicts = metrics.counter('ringtrace_verdicts_total', 'Verdicts published, by decision', [
      'decision',
      'kind',
    ]);
    this.seconds = metrics.durations('ringtrace_verdict_seconds', 'From accepted to verdict published');
  }

  /** Resolves when every verdict is acknowledged. @throws RetryLaterError if one is not; all are then sent again */
  async publish(
    verdicts: Verdict[],
    found: Detection[],
    messages: ConsumedMessage<TransactionEvent>[],
  ): Promise<void> {
    // A transaction that was sent twice has two messages, each with a trace that ends in its verdict.
    const own = Map.groupBy(messages, (message) => transactionKey(message.value));
    const causes = causesOf(found, own);
    const texts = verdictTexts(verdicts);
    const outcomes = await this.producer.sendAll(
      verdicts.flatMap((verdict, index) => {
        const key = keyOf(verdict);
        const messagesOfIt = own.get(key) ?? [];
        for (const message of messagesOfIt) tagVerdict(message, verdict);
        const value = texts[index] as string;
        const upgradedBy = [causes.get(key)];
        return (messagesOfIt.length > 0 ? messagesOfIt : upgradedBy).map((cause) => ({
          topic: topics.verdicts,
          key,
          value,
          cause,
        }));
      }),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw new RetryLaterError('a verdict was not acknowledged', { cause: failed.reason });
    for (const verdict of verdicts) {
      const { decision } = verdict;
      this.verdicts.inc({ decision, kind: own.has(keyOf(verdict)) ? 'first' : 'upgrade' });
    }
    for (const message of messages)
      this.seconds.observe(Math.max(0, Date.now() - message.record.timestampMs) / 1000);
  }
}

const keyOf = ({ tenant, transactionId }: Verdict) => transactionKey({ tenant, id: transactionId });

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

/** For each earlier member of a ring, the message of this batch that brought the ring to light. */
function causesOf(found: Detection[], own: Map<string, ConsumedMessage<TransactionEvent>[]>) {
  const causes = new Map<string, ConsumedMessage<TransactionEvent>>();
  for (const finding of found) {
    if (finding.rule.mode === 'shadow') continue;
    const message = own.get(finding.foundBy)?.[0];
    if (message) for (const member of finding.members) causes.set(member, message);
  }
  return causes;
}
