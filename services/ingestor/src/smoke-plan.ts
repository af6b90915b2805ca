// Settings, transaction and messages of the smoke test. Pure; smoke.ts runs it.
import type { TransactionRequest } from '@ringtrace/contracts';

export const usage = `Sends one transaction and waits for its verdict.
Exit codes: 0 judged, 1 failed, 2 invalid configuration.

  INGESTOR_URL        URL of the ingestor, http(s)://host:port
  ANALYZER_URL        URL of the analyzer
  SMOKE_TIMEOUT_MS    timeout for the whole test (default 60000)
  SMOKE_API_KEY_FILE  file with an API key that has the scopes transactions:write and verdicts:read;
                      leave it unset where authentication is off
`;

/** URLs without a trailing slash. Undefined if a setting is missing or invalid. */
export function readSettings({
  INGESTOR_URL,
  ANALYZER_URL,
  SMOKE_TIMEOUT_MS,
}: Record<string, string | undefined>) {
  const ingestor = baseUrl(INGESTOR_URL);
  const analyzer = baseUrl(ANALYZER_URL);
  const timeoutMs = Number(SMOKE_TIMEOUT_MS || 60_000);
  const usable = timeoutMs > 0 && timeoutMs <= 3_600_000;
  return ingestor && analyzer && usable ? { ingestor, analyzer, timeoutMs } : undefined;
}

// URLs with credentials are rejected, because URLs are printed.
function baseUrl(text = ''): string | undefined {
  const url = URL.parse(text);
  const usable = url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  return usable && !url.search && !url.hash ? url.href.replace(/\/+$/, '') : undefined;
}

/** Two unique accounts, no card, no device: no rule can ever match. */
export function smokeTransaction(id: string, now: Date): TransactionRequest {
  return {
    id,
    occurredAt: now.toISOString(),
    type: 'transfer',
    amountMinor: 1,
    currency: 'EUR',
    payer: { accountId: `${id}-payer` },
    payee: { accountId: `${id}-payee` },
  };
}

export interface Answer {
  /** Undefined if there was no response; `text` is then the error code. */
  status: number | undefined;
  text: string;
}

/** Broker outages and full queues are temporary. Retrying is safe: an id counts once however often it is sent. */
export const isRetryable = ({ status }: Answer) => status === undefined || status === 429 || status >= 500;

/** The decision in a response of the analyzer. Undefined if there is none yet, or if something else responded. */
export function decisionIn({ status, text }: Answer, id: string): string | undefined {
  if (status !== 200) return undefined;
  try {
    const { data } = JSON.parse(text) as { data?: { transactionId?: string; decision?: string } };
    return data?.transactionId === id ? data.decision : undefined;
  } catch {
    return undefined;
  }
}

type Service = 'ingestor' | 'analyzer';

/** Describes an unexpected response and where to look. */
export function explain(service: Service, url: string, { status, text }: Answer): string {
  const what =
    status === undefined ? `does not answer (${text})` : `answered ${status} ${text.slice(0, 500)}`.trim();
  return `the ${service} at ${url} ${what}. ${status === undefined ? noResponseHint(service, text) : statusHint(service, status)}`;
}

function noResponseHint(service: Service, code: string): string {
  const variable = `${service.toUpperCase()}_URL`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `Host name not found: check ${variable} and DNS`;
  if (code === 'ECONNREFUSED')
    return `Nothing is listening there: check ${variable}, and whether one of its pods is ready`;
  if (/TIMEOUT|Timeout/.test(code))
    return `Check network policies, ${variable}, and whether one of its pods is ready`;
  return `Check ${variable} and the log of the process that listens there`;
}

function statusHint(service: Service, status: number): string {
  if (status === 401 || status === 403)
    return 'Check the key in SMOKE_API_KEY_FILE: is it in the API keys file, with both scopes, and not expired? A proxy in front may also require a login';
  if (status >= 500) return 'Check its /health/ready and its log';
  if (service === 'analyzer' && status === 404)
    return 'The transaction has not arrived: check its log, the lag of its consumer group, and transactions.dlq';
  if (service === 'analyzer' && status === 202)
    return 'The transaction has arrived but the rules have not run: check its log';
  return `Is it the ${service}, in the same version as this test?`;
}
