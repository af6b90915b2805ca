// What a failed request says about the client that sent it. Pure.
import { isFaultOfRecord } from '../errors.ts';
import { refusalReasonOf } from './explain-refusal.ts';
import { causesOf } from './kafkajs-errors.ts';

/**
 * - `no-answer`: no broker answered, so the connection may be dead
 * - `refused`: a broker answered that it cannot do this now
 * - `request`: the request itself is at fault; the connection works, or was not used
 */
export type RequestFailure = 'no-answer' | 'refused' | 'request';

/** The innermost cause that says something decides. */
export function classifyFailure(error: unknown): RequestFailure {
  let failure: RequestFailure = 'no-answer';
  for (const cause of causesOf(error)) {
    if (typeof cause.type === 'string') failure = isAboutRecords(cause.type) ? 'request' : 'refused';
    else if (cause instanceof TypeError || cause instanceof RangeError) failure = 'request';
  }
  return failure;
}

function isAboutRecords(type: string): boolean {
  const reason = refusalReasonOf(type);
  return type === 'CORRUPT_MESSAGE' || (reason !== undefined && isFaultOfRecord(reason));
}
