// PUBLISH: a dead letter goes to its topic again, in a new trace. Both traces link to each other.
import { Inject, Injectable } from '@nestjs/common';
import { topics } from '@ringtrace/contracts';
import { inSpan, isSampled, recordSpan, spanTags, type TraceContext } from '@ringtrace/telemetry';
import { contextOfRecord, type KafkaRecord, TracedProducer, toReplay } from '@ringtrace/traced-kafka';
import { readLetter } from './letter.ts';

@Injectable()
export class LetterSender {
  private readonly producer: TracedProducer;

  constructor(@Inject(TracedProducer) producer: TracedProducer) {
    this.producer = producer;
  }

  /** Only what came from the topic of transactions may go there: its headers were written by somebody else. */
  canReplay(letter: KafkaRecord): boolean {
    return toReplay(letter, '')?.topic === topics.transactions;
  }

  /** Resolves with the new trace once the record is acknowledged. @throws DeliveryError the outcome is unknown */
  async replay(letter: KafkaRecord, task: string): Promise<TraceContext> {
    const record = toReplay(letter, task);
    if (record === undefined) throw new TypeError('the letter is incomplete');
    const old = contextOfRecord(letter.headers);
    const options = {
      kind: 'producer' as const,
      resource: record.topic,
      type: 'worker',
      tags: {
        [spanTags.messagingSystem]: 'kafka',
        [spanTags.kafkaTopic]: letter.topic,
        [spanTags.kafkaPartition]: letter.partition,
        [spanTags.kafkaOffset]: letter.offset,
        [spanTags.deadLetterReason]: readLetter(letter).reason,
      },
    };
    return inSpan(
      'kafka.replay',
      { ...options, parent: null, links: old ? [old] : [] },
      async ({ context }) => {
        await this.producer.send(record);
        if (old && isSampled(old)) recordSpan('kafka.replay', { ...options, parent: old, links: [context] });
        return context;
      },
    );
  }
}
