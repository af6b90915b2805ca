// The parts of Datadog's HTTP API that are needed here: JSON requests with timeouts, retries and rate limits.
import { setTimeout as wait } from 'node:timers/promises';

export interface ApiOptions {
  /** `https://api.datadoghq.eu` */
  url: string;
  apiKey: string;
  appKey: string;
  timeoutMs?: number;
  /** Attempts per request. Default 4. */
  tries?: number;
}

export type Method = 'GET' | 'POST' | 'PUT';
export type CallApi = (method: Method, path: string, body?: unknown) => Promise<unknown>;

/** A request that was refused or not answered. The message contains no key. */
export class ApiError extends Error {}

/**
 * Retries a 429 when Datadog says so, after at most a minute. It also retries a GET or PUT without a proper answer. It does not
 * retry a POST, which may have created the object; the next run would find it.
 */
export function createApi({ url, apiKey, appKey, timeoutMs = 30_000, tries = 4 }: ApiOptions): CallApi {
  const headers = {
    'content-type': 'application/json',
    'dd-api-key': apiKey,
    'dd-application-key': appKey,
  };
  return async (method, path, body) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(new URL(path, url), {
        method,
        headers,
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch((error: Error & { cause?: Error }) => ({ noAnswer: error.cause?.message ?? error.message }));
      if ('ok' in answer && answer.ok) return await answer.json();
      const pauseMs = attempt < tries ? pauseBefore(answer, method, attempt) : undefined;
      if (pauseMs === undefined) throw await failureOf(answer, `${method} ${path.split('?')[0]}`);
      await wait(pauseMs);
    }
  };
}

type Answer = Response | { noAnswer: string };

async function failureOf(answer: Answer, request: string): Promise<ApiError> {
  if ('noAnswer' in answer) return new ApiError(`${request} had no answer: ${answer.noAnswer}`);
  const { status } = answer;
  const hint = status === 401 || status === 403 ? ' (are DD_API_KEY, DD_APP_KEY and DD_SITE right?)' : '';
  return new ApiError(`${request} answered ${status}${hint}: ${reasonsIn(await answer.text())}`);
}

function reasonsIn(text: string): string {
  try {
    const { errors } = JSON.parse(text) as { errors?: unknown[] };
    if (errors)
      return errors.map((error) => (typeof error === 'string' ? error : JSON.stringify(error))).join('; ');
  } catch {
    // Not JSON: a proxy's page.
  }
  return text.slice(0, 300);
}

/** Milliseconds until the next attempt; undefined: do not retry. */
function pauseBefore(answer: Answer, method: Method, attempt: number): number | undefined {
  const backoffMs = 500 * 2 ** (attempt - 1);
  if ('noAnswer' in answer || answer.status >= 500) return method === 'POST' ? undefined : backoffMs;
  if (answer.status !== 429) return undefined;
  const seconds = Number(answer.headers.get('x-ratelimit-reset') ?? answer.headers.get('retry-after') ?? '');
  return Math.min(60_000, seconds > 0 ? seconds * 1_000 : backoffMs);
}
