// Records that no correct producer writes. Each must become one dead letter with its original bytes and must not affect
// its neighbours. Tests produce them directly, since the HTTP endpoint would reject them.
import { transactionSchemaVersion } from '@ringtrace/contracts';

export interface PoisonRecord {
  /** What is wrong with it; used in test names and messages. */
  name: string;
  /** The dead letter's `dlq.reason`. */
  reason: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, Buffer>;
}

/** One record of each kind. Ids and keys start with `idPrefix`. */
export function poisonRecords(idPrefix: string): PoisonRecord[] {
  const record = (
    name: string,
    reason: string,
    change: object | Buffer | null,
    more: Partial<PoisonRecord> = {},
  ): PoisonRecord => {
    const id = `${idPrefix}-${name}`;
    const value =
      Buffer.isBuffer(change) || change === null ? change : json({ ...validEvent, id, ...change });
    return { name, reason, key: Buffer.from(id), value, headers: {}, ...more };
  };
  return [
    record('malformed-json', 'malformed-json', Buffer.from('{"schemaVersion":1,')),
    record('not-utf8', 'not-utf8', Buffer.from([0xff, 0xfe, 0x00, 0xc3])),
    record('null-value', 'null-value', null),
    record('empty-value', 'malformed-json', Buffer.alloc(0)),
    record('null-key', 'null-key', {}, { key: null }),
    record('foreign-key', 'key-mismatch', {}, { key: Buffer.from(`${idPrefix}-other`) }),
    record('not-an-object', 'unknown-schema-version', json(42)),
    record('unknown-version', 'unknown-schema-version', { schemaVersion: 999 }),
    record('wrong-type', 'invalid-transaction', { amountMinor: '1000' }),
    record('missing-field', 'invalid-transaction', { currency: undefined }),
    record('unsafe-integer', 'invalid-transaction', { amountMinor: 2 ** 53 }),
    record('clear-identifier', 'invalid-transaction', { payerAccount: 'not-a-token' }),
    record('binary-headers', 'unknown-schema-version', { schemaVersion: 'none' }, { headers: binaryHeaders }),
    record(
      'names-of-objects',
      'unknown-schema-version',
      { schemaVersion: 'none' },
      { headers: namesOfObjects },
    ),
    record('huge-value', 'too-large', { filler: 'x'.repeat(900_000) }),
  ];
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

// Binary trace headers: a new trace must start, and nothing may fail.
const binaryHeaders = {
  traceparent: Buffer.from([0x00, 0xff, 0x80]),
  'x-datadog-trace-id': Buffer.from([0xde, 0xad]),
};

// Names of Object.prototype: a client that collects headers in a plain object finds these already set.
const namesOfObjects = Object.fromEntries(
  ['constructor', 'toString', '__proto__'].map((name) => [name, Buffer.from('carried')]),
);

const validEvent = {
  schemaVersion: transactionSchemaVersion,
  id: '',
  occurredAtMs: 1_785_585_600_000,
  amountMinor: 1_000,
  currency: 'EUR',
  type: 'transfer',
  payerAccount: `k1:${'a'.repeat(43)}`,
  payeeAccount: `k1:${'b'.repeat(43)}`,
};
