// What no input may break in the code that sees it first. Imports the build, so that a fuzzer can watch its branches.
import {
  fieldErrors,
  type TransactionEvent,
  type TransactionRequest,
  transactionEvent,
  transactionKey,
  transactionRequest,
} from '@ringtrace/contracts';
import { createTokenisers } from '@ringtrace/tokens';
import { UnprocessableRecordError } from '@ringtrace/traced-kafka';
import { decodeTransaction } from '../../../services/analyzer/dist/consume/decode-transaction.js';
import { acceptTransaction } from '../../../services/ingestor/dist/accept/accept-transaction.js';
import { hold } from '../target.ts';

const tenant = 'acme';
const tokenisers = createTokenisers({ current: 'k1', keys: [{ id: 'k1', key: 'k'.repeat(32) }] });
const nowMs = Date.parse('2026-08-01T12:00:00Z');
/** All that a refusal may contain: our own field names, and nothing of the record. */
const foreseen =
  /^(the record has no (key|value)|the value (is not UTF-8 text|is not JSON|has \d+ bytes)|the schema version is missing or unknown|the record key does not match the transaction|invalid: [A-Za-z, ]+)$/;
const token = /^k1:[A-Za-z0-9_-]{43}$/;

/** A record is decoded, or refused with a reason; nothing else happens, and the refusal repeats no value. */
export function decoderHolds(key: Buffer | null, value: Buffer | null): void {
  let event: unknown;
  try {
    event = decodeTransaction({ key, value });
  } catch (error) {
    hold(error instanceof UnprocessableRecordError, `the decoder threw ${String(error)}`);
    hold(/^[a-z0-9-]{1,40}$/.test(error.reason), 'the reason is no short code');
    hold(foreseen.test(error.message), `a message that is not foreseen: ${error.message}`);
    return;
  }
  hold(transactionEvent.safeParse(event).success, 'what was decoded is no transaction');
}

/** A body is accepted and then holds only tokens, or refused by field name. */
export function acceptanceHolds(body: unknown): void {
  const parsed = transactionRequest.safeParse(body);
  if (!parsed.success) {
    refusalHolds(fieldErrors(parsed.error));
    return;
  }
  const accepted = acceptTransaction(parsed.data, tenant, nowMs, tokenisers);
  if (accepted.ok) eventHolds(parsed.data, accepted.transaction);
  else refusalHolds(accepted.errors);
}

function refusalHolds(errors: { field: string; message: string }[]): void {
  hold(errors.length > 0 && errors.length <= 20, `${errors.length} errors`);
  for (const { field, message } of errors) {
    hold(/^[A-Za-z0-9_.()#?-]{0,400}$/.test(field), `an odd field: ${field}`);
    hold(
      message.length < 200 && !/\d{7}/.test(message.replace('9007199254740991', '')),
      `a long message: ${message}`,
    );
    hold(!/\d{6}/.test(field), `a number in a field's name: ${field}`);
  }
}

function eventHolds(request: TransactionRequest, event: TransactionEvent): void {
  hold(transactionEvent.safeParse(event).success, 'what was accepted is no event');
  const value = Buffer.from(JSON.stringify(event));
  const decoded = decodeTransaction({ key: Buffer.from(transactionKey(event)), value });
  hold(JSON.stringify(decoded) === JSON.stringify(event), 'the analyzer reads it otherwise');
  const { payerAccount, payeeAccount, card, device, ip, merchant } = event;
  const tokens = [payerAccount, payeeAccount, card, device, ip, merchant].filter(
    (each) => each !== undefined,
  );
  hold(
    tokens.every((each) => token.test(each)),
    'an identifier is not a token',
  );
  hold(Number.isSafeInteger(event.occurredAtMs), 'no time');
  hold(event.id === request.id && event.amountMinor === request.amountMinor, 'another id or amount');
}
