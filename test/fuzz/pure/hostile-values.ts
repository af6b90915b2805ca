// Valid inputs, values that break programs, and mixtures of both. Every input derives from the seed.

import { type TransactionEvent, type TransactionRequest } from '@ringtrace/contracts';
import fc from 'fast-check';

/** Values that JSON, JavaScript, Kafka, Neo4j or a database often confuse with something else. */
const troublesome = fc.constantFrom<unknown>(
  ...[null, true, 0, -0, -1, 1e308, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1, 0.1],
  ...[[], {}, [[]], { toString: 1, valueOf: 2, length: -1, nodeType: 1 }],
  ...['', ' ', '\u0000', '\ud800', '\uffff', '\u202e', "'; MATCH (n) DETACH DELETE n //", 'x'.repeat(5_000)],
  ...'0 __proto__ constructor toString ａ１ {{7*7}} %00 ../../etc/passwd 4111111111111111 NaN 1e400'.split(
    ' ',
  ),
);

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: troublesome },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 1, arbitrary: fc.double() },
);

const hostileKey = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toJSON', 'then', '', 'id', '4111111111111111'),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** The valid object with some fields removed, replaced or added; sometimes something else entirely. */
export function changed(valid: Record<string, unknown>): fc.Arbitrary<Record<string, unknown>> {
  const field = fc.constantFrom(...Object.keys(valid));
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constant('set'), field, hostileValue) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('drop'), field, fc.constant(undefined)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('set'), hostileKey, hostileValue) },
  );
  return fc.array(change, { maxLength: 3 }).map((changes) => {
    const fields = new Map(Object.entries(valid));
    for (const [what, name, value] of changes) {
      if (what === 'drop') fields.delete(name);
      else fields.set(name, value);
    }
    // Unlike an assignment, this defines `__proto__` as an ordinary key.
    return Object.fromEntries(fields);
  });
}

/** JSON text of the value: with unrepresentable numbers, truncated, nested too deeply, or with invalid bytes. */
export function jsonBytes(value: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> {
  const text = value.map((each) => JSON.stringify(each) ?? 'null');
  const inserted = fc.constantFrom(...['"', '\\', '{', '[', ',', '\ufeff', '\\u0000', '1e999', '/**/', "'"]);
  const bytes = (each: string) => Buffer.from(each);
  return fc.oneof(
    { weight: 6, arbitrary: text.map(bytes) },
    {
      weight: 2,
      arbitrary: fc.tuple(text, fc.nat(), inserted).map(([each, at, sign]) => bytes(spliced(each, at, sign))),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(text, fc.nat()).map(([each, at]) => bytes(each.slice(0, at % (each.length + 1)))),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(text, fc.uint8Array({ maxLength: 4 }))
        .map(([each, more]) => Buffer.concat([bytes(each), more])),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('[', '{"a":', '[{"id":'), fc.integer({ min: 1, max: 20_000 }))
        .map(([open, depth]) => bytes(open.repeat(depth))),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each)) },
  );
}

function spliced(text: string, place: number, sign: string): string {
  const at = place % (text.length + 1);
  return text.slice(0, at) + sign + text.slice(at);
}

export const validRequest: TransactionRequest = {
  id: 'fuzz-1',
  occurredAt: '2026-08-01T12:00:00Z',
  amountMinor: 12_500,
  currency: 'EUR',
  type: 'card-payment',
  payer: { accountId: 'fuzz-payer' },
  payee: { accountId: 'fuzz-payee' },
  card: 'fuzz-card',
  device: 'fuzz-device',
  ip: '2001:db8::7',
  merchantId: 'fuzz-merchant',
};

export const validEvent: TransactionEvent = {
  schemaVersion: 1,
  id: 'fuzz-1',
  occurredAtMs: 1_785_585_600_000,
  amountMinor: 12_500,
  currency: 'EUR',
  type: 'card-payment',
  payerAccount: `k1:${'a'.repeat(43)}`,
  payeeAccount: `k1:${'b'.repeat(43)}`,
  card: `k1:${'c'.repeat(43)}`,
  device: `k1:${'d'.repeat(43)}`,
  ip: `k1:${'e'.repeat(43)}`,
  merchant: `k1:${'f'.repeat(43)}`,
};
