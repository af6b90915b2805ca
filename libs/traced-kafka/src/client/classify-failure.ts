// What a failed request says about the client that sent it. Pure.

/**
 * - `no-answer`: no broker answered, so the connection may be dead
 * - `refused`: a broker answered that it cannot do this now
 * - `request`: the request itself is at fault; the connection works, or was not used
 */
export type RequestFailure = 'no-answer' | 'refused' | 'request';

/** Protocol errors that only the records of a request cause. */
const aboutRecords =
  /^(MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE|CORRUPT_MESSAGE|INVALID_RECORD|INVALID_TIMESTAMP|UNSUPPORTED_FOR_MESSAGE_FORMAT)$/;

/** The client wraps errors in errors: the innermost that says something decides. */
export function classifyFailure(error: unknown): RequestFailure {
  let failure: RequestFailure = 'no-answer';
  for (let inner = error as KafkajsError; inner instanceof Error; inner = inner.cause as KafkajsError) {
    if (typeof inner.type === 'string') failure = aboutRecords.test(inner.type) ? 'request' : 'refused';
    else if (inner instanceof TypeError || inner instanceof RangeError) failure = 'request';
  }
  return failure;
}

type KafkajsError = Error & { type?: unknown };
