// Stands in a fetched partition for a batch that cannot be decoded, so that only this partition is concerned: an error
// would fail the answer of a broker for all its partitions and topics.
import type { UndecodableError } from '../../errors.ts';
import type { UndecodableBatch } from '../kafka-port.ts';

/** A message to kafkajs. Whoever reads its value without asking what it is gets the error, and cannot skip it unawares. */
export class UndecodableMessage {
  readonly batch: UndecodableBatch;
  readonly error: UndecodableError;
  /** Of the last record: kafkajs drops messages before the offset that it asked for, which may be inside of the batch. */
  readonly offset: string;
  readonly key = null;
  readonly timestamp = '0';
  readonly attributes = 0;
  readonly headers = {};
  readonly isControlRecord = false;
  readonly batchContext = { inTransaction: false };

  constructor(batch: UndecodableBatch, error: UndecodableError) {
    this.batch = batch;
    this.error = error;
    this.offset = batch.lastOffset;
  }

  get value(): never {
    throw this.error;
  }
}
