// Stands in a fetched partition for a batch that cannot be decoded, so that only this partition is concerned: an error
// would fail the answer of a broker for all its partitions and topics.
import type { UndecodableError } from '../../errors.ts';
import type { UndecodableBatch } from '../kafka-port.ts';

const maxOffset = String(2n ** 63n - 1n);

/** A message to kafkajs. Whoever reads its value without asking what it is gets the error, and cannot skip it unawares. */
export class UndecodableMessage {
  readonly error: UndecodableError;
  /** Undefined if the broker gave none. */
  readonly batch: UndecodableBatch | undefined;
  /** Of the last record: kafkajs drops messages before the offset that it asked for, which may be inside of the batch. */
  readonly offset: string;
  readonly key = null;
  readonly timestamp = '0';
  readonly attributes = 0;
  readonly headers = {};
  readonly isControlRecord = false;
  readonly batchContext = { inTransaction: false };

  constructor(error: UndecodableError, batch?: UndecodableBatch) {
    this.error = error;
    this.batch = batch;
    this.offset = batch?.lastOffset ?? maxOffset;
  }

  get value(): never {
    throw this.error;
  }
}
