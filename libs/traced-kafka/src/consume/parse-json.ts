// The default parser: UTF-8 JSON. Its errors say what is wrong with the bytes without quoting them. Pure.

import type { KafkaRecord } from '../client/kafka-port.ts';
import { UnprocessableRecordError } from '../errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws UnprocessableRecordError with reason `null-value`, `not-utf8` or `malformed-json` */
export function parseJson(record: Pick<KafkaRecord, 'value'>): unknown {
  if (record.value === null) throw new UnprocessableRecordError('null-value', 'the record has no value');
  let text: string;
  try {
    text = utf8.decode(record.value);
  } catch {
    throw new UnprocessableRecordError('not-utf8', 'the value is not UTF-8 text');
  }
  try {
    return JSON.parse(text);
  } catch {
    // Not kept as the cause: the parser's message quotes the input.
    throw new UnprocessableRecordError('malformed-json', 'the value is not JSON');
  }
}
