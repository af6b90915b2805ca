// Checks a record before it is queued: one that cannot be encoded would fail the whole request, and its neighbours with it.
// Pure. Types are checked too, because not every caller is written in TypeScript.
import type { OutgoingRecord } from '../client/kafka-port.ts';
import { RecordRefusedError } from '../errors.ts';

/** Undefined if the record can be encoded. */
export function checkRecord(record: {
  topic: unknown;
  key: unknown;
  value: unknown;
  headers?: unknown;
}): RecordRefusedError | undefined {
  const { topic, key, value, headers = {} } = record;
  if (typeof topic !== 'string' || !/^[a-zA-Z0-9._-]{1,249}$/.test(topic))
    return invalid('topic', 'a topic name');
  if (key !== undefined && key !== null && !isBytes(key)) return invalid('key', bytesOrNull);
  if (value !== null && !isBytes(value)) return invalid('value', bytesOrNull);
  if (!isPlainObject(headers)) return invalid('headers', 'a plain object');
  const areValid = Object.values(headers).every(
    (header) => header === undefined || (Array.isArray(header) ? header.every(isBytes) : isBytes(header)),
  );
  return areValid ? undefined : invalid('headers', 'an object of strings, Buffers, or lists of these');
}

/** At least the bytes that the record takes in a request of its own. */
export function recordBytes({ key, value, headers }: OutgoingRecord): number {
  let bytes = requestOverheadBytes + byteLength(key) + byteLength(value);
  for (const [name, header] of Object.entries(headers)) {
    for (const each of Array.isArray(header) ? header : [header])
      bytes += headerOverheadBytes + Buffer.byteLength(name) + byteLength(each);
  }
  return bytes;
}

/** 61 bytes of a record batch, and at most 21 for lengths, deltas and attributes of its first record. */
const requestOverheadBytes = 82;
/** Two lengths, each a variable-length integer. */
const headerOverheadBytes = 10;

const bytesOrNull = 'a string, a Buffer or null';

const isBytes = (value: unknown): value is string | Buffer =>
  typeof value === 'string' || Buffer.isBuffer(value);

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const byteLength = (value: Buffer | string | null | undefined): number =>
  value === null || value === undefined ? 0 : Buffer.byteLength(value);

// Quotes no value.
function invalid(part: string, expected: string): RecordRefusedError {
  return new RecordRefusedError('invalid', `the ${part} of the record must be ${expected}`);
}
