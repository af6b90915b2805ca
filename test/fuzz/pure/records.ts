// Kafka targets: whatever a record holds, the first functions of the analyzer decode it or refuse it.

import fc from 'fast-check';
// @ts-expect-error: has no types
import encodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
import { headersOfMessage, headersToSend } from '../../../libs/traced-kafka/dist/client/kafkajs-headers.js';
import { toDeadLetter } from '../../../libs/traced-kafka/dist/consume/dead-letter.js';
import { contextOfRecord, textHeaders } from '../../../libs/traced-kafka/dist/consume/trace-headers.js';
import { checkProperty, hold, type Target } from '../target.ts';
import { changed, jsonBytes, validEvent } from './hostile-values.ts';
import { decoderHolds } from './invariants.ts';

export const recordKey = fc.oneof(
  { weight: 4, arbitrary: fc.constant(Buffer.from(validEvent.id)) },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)) },
);

export const recordValue = fc.oneof(
  { weight: 12, arbitrary: jsonBytes(changed(validEvent)) },
  { weight: 1, arbitrary: fc.constant(null) },
);

const hexadecimal = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEFg-'), minLength: 0, maxLength: length });

const headerText = fc.oneof(
  fc.tuple(hexadecimal(3), hexadecimal(33), hexadecimal(17), hexadecimal(3)).map((parts) => parts.join('-')),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 130n }).map(String),
  fc.constantFrom('dd=s:2;o:rum;t.dm:-4;p:', 'a=b,,=,c', '_dd.p.tid=', '_dd.p.tid=zz,=,', '1', '-1', '2'),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

const headerName = fc.oneof(
  fc.constantFrom(
    ...['traceparent', 'tracestate', 'x-datadog-trace-id', 'x-datadog-parent-id', 'x-datadog-tags'],
    ...['x-datadog-sampling-priority', 'x-datadog-origin', 'dlq.reason'],
  ),
  fc.constantFrom('__proto__', 'constructor', 'toString', ''),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

const headerBytes = fc.oneof(
  { weight: 4, arbitrary: headerText.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
);

/** Headers that any client may have written; kafkajs itself can send these. */
export const sendableHeaders = fc
  .array(fc.tuple(headerName, fc.oneof(headerBytes, fc.array(headerBytes, { maxLength: 3 }))), {
    maxLength: 6,
  })
  .map((headers) => Object.fromEntries(headers));

// As kafkajs delivers them: an object with the usual prototype, and null for a missing value.
const readHeaders = fc
  .array(
    fc.tuple(
      headerName,
      fc.oneof(
        headerBytes,
        fc.constant(null),
        headerBytes.map((bytes) => [Object, bytes, null]),
      ),
    ),
    { maxLength: 6 },
  )
  .map((headers) => Object.fromEntries(headers));

const record = { topic: 't', partition: 0, offset: '0', timestampMs: 0, key: null, value: null };
const circumstances = { topic: 'dlq', group: 'g', attempts: 1, failedAt: new Date(0) };

/** Headers yield a trace or nothing, and can be forwarded with the dead letter. */
function headersHold(read: Record<string, unknown>): void {
  const headers = headersOfMessage(read as never);
  const context = contextOfRecord(headers);
  hold(context === undefined || /^[0-9]+$/.test(context.toTraceId()), 'a trace id that is no number');
  for (const text of Object.values(textHeaders(headers)))
    hold(typeof text === 'string', 'a header that is no text');
  const letter = toDeadLetter({ ...record, headers }, new Error('x'), circumstances);
  encodeRecord({ key: letter.key, value: letter.value, headers: headersToSend(letter.headers) });
}

export const recordTargets: Target[] = [
  {
    name: 'record-decoder',
    promise: 'a record is decoded, or refused with a reason that repeats none of it',
    cases: { whole: 40_000, short: 4_000 },
    run: (cases, seed) => checkProperty(fc.property(recordKey, recordValue, decoderHolds), { cases, seed }),
  },
  {
    name: 'record-headers',
    promise: 'any headers give a trace or none, and can be sent on as a dead letter',
    cases: { whole: 20_000, short: 2_000 },
    run: (cases, seed) => checkProperty(fc.property(readHeaders, headersHold), { cases, seed }),
  },
];
