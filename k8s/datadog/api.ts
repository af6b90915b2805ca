// Datadog's HTTP API as far as it is needed here: JSON in and out, in time, and patient where it says to wait.
import { setTimeout as wait } from 'node:timers/promises';

export interface ApiOptions {
  /** `https://api.datadoghq.eu` */
  url: string;
  apiKey: string;
  appKey: string;
  timeoutMs?: number;
  /** Of one request. Default 4. */
  tries?: number;
}

export type Method = 'GET' | 'POST' | 'PUT';
export type CallApi = (method: Method, path: string, body?: unknown) => Promise<unknown>;

/** A request that was refused, or had no answer. The message holds no key. */
export class ApiError extends Error {}

/**
 * 429 is tried again when Datadog says so, for at most a minute. A GET or PUT without a proper answer is tried again as
 * well; a POST is not, since it may have created the object: the next run would find it.
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

/** Milliseconds until it may be tried again; undefined: not at all. */
function pauseBefore(answer: Answer, method: Method, attempt: number): number | undefined {
  const backoffMs = 500 * 2 ** (attempt - 1);
  if ('noAnswer' in answer || answer.status >= 500) return method === 'POST' ? undefined : backoffMs;
  if (answer.status !== 429) return undefined;
  const seconds = Number(answer.headers.get('x-ratelimit-reset') ?? answer.headers.get('retry-after') ?? '');
  return Math.min(60_000, seconds > 0 ? seconds * 1_000 : backoffMs);
}
