// Decodes a record into a transaction. Past this point the type can be trusted. A record that cannot be decoded is rejected
// with a reason that an operator can act on, without any content of the record. Pure.
import {
  type TransactionEvent,
  transactionEvent,
  transactionKey,
  transactionSchemaVersion,
} from '@ringtrace/contracts';
import { type KafkaRecord, parseJson, UnprocessableRecordError } from '@ringtrace/traced-kafka';

/** The ingestor's records are far below one kilobyte; a larger one was written by something else. */
const maxValueBytes = 64 * 1024;

/** @throws UnprocessableRecordError */
export function decodeTransaction(record: Pick<KafkaRecord, 'key' | 'value'>): TransactionEvent {
  if (record.key === null) throw new UnprocessableRecordError('null-key', 'the record has no key');
  if (record.value !== null && record.value.length > maxValueBytes) {
    throw new UnprocessableRecordError('too-large', `the value has ${record.value.length} bytes`);
  }
  const value = parseJson(record);
  if (versionOf(value) !== transactionSchemaVersion) {
    throw new UnprocessableRecordError('unknown-schema-version', 'the schema version is missing or unknown');
  }
  const parsed = transactionEvent.safeParse(value);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.map(String).join('.'));
    throw new UnprocessableRecordError('invalid-transaction', `invalid: ${[...new Set(fields)].join(', ')}`);
  }
  if (record.key.toString() !== transactionKey(parsed.data)) {
    throw new UnprocessableRecordError('key-mismatch', 'the record key does not match the transaction');
  }
  return parsed.data;
}

function versionOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? (value as { schemaVersion?: unknown }).schemaVersion
    : undefined;
}
