// PUBLISH: a dead letter, or a payment without a verdict, is sent again, in a new trace. Both traces link to each other.
import { Inject, Injectable } from '@nestjs/common';
import { topics } from '@ringtrace/contracts';
import { inSpan, isSampled, recordSpan, spanTags, type Tags, type TraceContext } from '@ringtrace/telemetry';
import {
  contextOfRecord,
  type KafkaRecord,
  type OutgoingRecord,
  TracedProducer,
  toReplay,
  withoutTrace,
} from '@ringtrace/traced-kafka';
import { readLetter } from './letter.ts';

/** Of a repaired record: the record that it repeats, as `topic/partition/offset`. */
const repairHeader = 'repair.of';

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
    return this.sendAgain(letter, record, { [spanTags.deadLetterReason]: readLetter(letter).reason });
  }

  /** A payment that nobody has judged. Resolves as `replay` does. @throws DeliveryError the outcome is unknown */
  async repair(payment: KafkaRecord): Promise<TraceContext> {
    const { topic, partition, offset, key, value } = payment;
    const headers = { ...withoutTrace(payment.headers), [repairHeader]: `${topic}/${partition}/${offset}` };
    return this.sendAgain(payment, { topic, key, value, headers });
  }

  private async sendAgain(from: KafkaRecord, record: OutgoingRecord, tags: Tags = {}): Promise<TraceContext> {
    const old = contextOfRecord(from.headers);
    const options = {
      kind: 'producer' as const,
      resource: record.topic,
      type: 'worker',
      tags: {
        [spanTags.messagingSystem]: 'kafka',
        [spanTags.kafkaTopic]: from.topic,
        [spanTags.kafkaPartition]: from.partition,
        [spanTags.kafkaOffset]: from.offset,
        ...tags,
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
