// What the graph holds of payments.
import { Injectable } from '@nestjs/common';
import { type Statement, TracedNeo4j } from '@ringtrace/traced-neo4j';

/** A node without a content hash was written by somebody else. */
const readPayments: Statement = {
  name: 'reconcile.read-payments',
  text: `
    UNWIND $batch.ids AS id
    MATCH (t:Transaction {id: id})
    RETURN id, t.judgedAtMs AS judgedAtMs, t.erasedAtMs IS NOT NULL AS erased,
           t.contentHash IS NULL AND t.erasedAtMs IS NULL AS foreign`,
};

const batchSize = 500;

export interface StoredPayment {
  /** Transaction key. */
  id: string;
  judgedAtMs: number | null;
  erased: boolean;
  foreign: boolean;
}

@Injectable()
export class PaymentRepository {
  private readonly neo4j: TracedNeo4j;

  constructor(neo4j: TracedNeo4j) {
    this.neo4j = neo4j;
  }

  /** In batches; those that the graph does not have are left out. */
  async *read(keys: string[]): AsyncGenerator<StoredPayment> {
    for (let start = 0; start < keys.length; start += batchSize)
      yield* await this.neo4j.read<StoredPayment>(readPayments, {
        batch: { ids: keys.slice(start, start + batchSize) },
      });
  }
}
