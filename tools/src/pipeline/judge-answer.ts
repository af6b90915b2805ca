// What an answer of the ingestor means for the sender. Pure.

export type Answer =
  | { kind: 'accepted' }
  | { kind: 'refused'; status: number }
  /** Not known whether it was taken: send the same id again after `waitMs`. */
  | { kind: 'again'; waitMs: number };

const defaultWaitMs = 200;
const maxWaitMs = 30_000;
const worthAnotherTry = new Set([408, 429, 500, 502, 503, 504]);

/** `status` is undefined when no answer came. `retryAfter`: seconds or an HTTP date, as in RFC 9110. */
export function judgeAnswer(status: number | undefined, retryAfter: string | null, nowMs: number): Answer {
  if (status === 202) return { kind: 'accepted' };
  if (status !== undefined && !worthAnotherTry.has(status)) return { kind: 'refused', status };
  return { kind: 'again', waitMs: waitOf(retryAfter, nowMs) };
}

function waitOf(retryAfter: string | null, nowMs: number): number {
  if (retryAfter === null) return defaultWaitMs;
  const waitMs = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - nowMs;
  return Number.isNaN(waitMs) ? defaultWaitMs : Math.min(maxWaitMs, Math.max(0, waitMs));
}
