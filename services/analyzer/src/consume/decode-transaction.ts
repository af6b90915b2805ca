// A record's bytes to a transaction, at the edge: past this point the type can be trusted. Whatever cannot be decoded
// is refused with a reason that an operator can act on and that repeats nothing of the record. Pure.
import {
  type TransactionEvent,
  transactionEvent,
  transactionKey,
  transactionSchemaVersion,
} from '@ringtrace/contracts';
import { type KafkaRecord, parseJson, UnprocessableRecordError } from '@ringtrace/traced-kafka';

/** A transaction of ours is far below one kilobyte; what is larger was not written by the ingestor. */
const maxValueBytes = 64 * 1024;

/** @throws UnprocessableRecordError */
export function decodeTransaction(record: Pick<KafkaRecord, 'key' | 'value'>): TransactionEvent {
  if (record.key === null) throw new UnprocessableRecordError('null-key', 'the record has no key');
  if (record.value !== null && record.value.length > maxValueBytes) {
    throw new UnprocessableRecordError('too-large', `the value has ${record.value.length} bytes`);
  }
  const value = parseJson(record);
  if (versionOf(value) !== transactionSchemaVersion) {
    throw new UnprocessableRecordError(
      'unknown-schema-version',
      'the schema version is missing or not known here',
    );
  }
  const parsed = transactionEvent.safeParse(value);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.map(String).join('.'));
    throw new UnprocessableRecordError('invalid-transaction', `invalid: ${[...new Set(fields)].join(', ')}`);
  }
  if (record.key.toString() !== transactionKey(parsed.data)) {
    throw new UnprocessableRecordError('key-mismatch', 'the key is not that of the transaction');
  }
  return parsed.data;
}

function versionOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? (value as { schemaVersion?: unknown }).schemaVersion
    : undefined;
}
