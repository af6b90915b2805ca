// Posts JSON over kept-alive connections, and says what an answer of the ingestor means for the sender.
import { setMaxListeners } from 'node:events';
import { Agent, request } from 'node:http';

export interface Reply {
  /** Undefined when no answer came. */
  status: number | undefined;
  retryAfter: string | null;
  body: string;
}

export interface HttpClientOptions {
  /** Further requests wait for a free connection. */
  maxConnections: number;
  headers?: Record<string, string>;
  /** How long a connection may stay silent. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface HttpClient {
  /** Never rejects. */
  post(url: string, body: string): Promise<Reply>;
  close(): void;
}

// node:http, not fetch: it costs a load generator much less CPU.
export function httpClient(options: HttpClientOptions): HttpClient {
  const { maxConnections, headers, timeoutMs, signal } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: maxConnections });
  if (signal) setMaxListeners(0, signal);
  const post = (url: string, body: string) =>
    new Promise<Reply>((resolve) => {
      const noAnswer = () => resolve({ status: undefined, retryAfter: null, body: '' });
      const sent = request(
        url,
        {
          method: 'POST',
          agent,
          timeout: timeoutMs,
          headers: {
            ...headers,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          },
          ...(signal && { signal }),
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('error', noAnswer);
          response.on('end', () =>
            resolve({
              status: response.statusCode,
              retryAfter: response.headers['retry-after'] ?? null,
              body: text,
            }),
          );
        },
      );
      sent.on('timeout', () => sent.destroy());
      sent.on('error', noAnswer);
      sent.end(body);
    });
  return { post, close: () => agent.destroy() };
}

export type Answer =
  | { kind: 'accepted' }
  | { kind: 'refused'; status: number }
  /** Unknown whether it was accepted: send the same id again after `waitMs`. */
  | { kind: 'again'; waitMs: number };

const defaultWaitMs = 200;
const maxWaitMs = 30_000;
const retriable = new Set([408, 429, 500, 502, 503, 504]);

/** Pure. `retryAfter`: seconds or an HTTP date, as in RFC 9110. */
export function judgeAnswer(status: number | undefined, retryAfter: string | null, nowMs: number): Answer {
  if (status === 202) return { kind: 'accepted' };
  if (status !== undefined && !retriable.has(status)) return { kind: 'refused', status };
  return { kind: 'again', waitMs: waitOf(retryAfter, nowMs) };
}

function waitOf(retryAfter: string | null, nowMs: number): number {
  if (retryAfter === null) return defaultWaitMs;
  const waitMs = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - nowMs;
  return Number.isNaN(waitMs) ? defaultWaitMs : Math.min(maxWaitMs, Math.max(0, waitMs));
}
