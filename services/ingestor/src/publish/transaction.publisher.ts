// Publishes accepted transactions to their topic, each with its own key and in its own trace.
import { Injectable } from '@nestjs/common';
import { type TransactionEvent, topics, transactionKey } from '@ringtrace/contracts';
import { spanTags } from '@ringtrace/telemetry';
import { type RecordMetadata, TracedProducer } from '@ringtrace/traced-kafka';

@Injectable()
export class TransactionPublisher {
  private readonly producer: TracedProducer;

  constructor(producer: TracedProducer) {
    this.producer = producer;
  }

  /** One outcome per transaction, in order; fulfilled means acknowledged by all in-sync replicas. */
  publish(transactions: TransactionEvent[]): Promise<PromiseSettledResult<RecordMetadata>[]> {
    return this.producer.sendAll(
      transactions.map((transaction) => ({
        topic: topics.transactions,
        // Spreads transactions evenly over partitions and puts a resend on the same one.
        key: transactionKey(transaction),
        value: JSON.stringify(transaction),
        tags: { [spanTags.transactionId]: transaction.id, [spanTags.tenant]: transaction.tenant },
      })),
    );
  }
}
