// What the smoke test sends and says. Pure; smoke.ts does it.
import type { TransactionRequest } from '@ringtrace/contracts';

export const usage = `Sends one transaction and waits for its verdict. Exit code 0: judged. 1: not. 2: not configured.
  INGESTOR_URL      where transactions are sent, http(s)://host:port
  ANALYZER_URL      where verdicts are read
  SMOKE_TIMEOUT_MS  how long all of it may take (default 60000)
  SMOKE_API_KEY_FILE  file with an API key of scopes transactions:write and verdicts:read; none where authentication is off
`;

/** URLs end without a slash. Undefined: what is set is of no use. */
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

// No login in it: it would be printed.
function baseUrl(text = ''): string | undefined {
  const url = URL.parse(text);
  const usable = url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  return usable && !url.search && !url.hash ? url.href.replace(/\/+$/, '') : undefined;
}

/** Two accounts that nobody else has, no card, no device: no rule can hit, now or later. */
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
  /** Undefined where there was no answer; then `text` is the code of the reason. */
  status: number | undefined;
  text: string;
}

/** A broker that is away or a full queue passes; the same id counts once however often it is sent. */
export const sendAgain = ({ status }: Answer) => status === undefined || status === 429 || status >= 500;

/** The decision in an answer of the analyzer. Undefined: none yet, or something else answers there. */
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

/** What came instead, and where to look. */
export function explain(service: Service, url: string, { status, text }: Answer): string {
  const what =
    status === undefined ? `does not answer (${text})` : `answered ${status} ${text.slice(0, 500)}`.trim();
  return `the ${service} at ${url} ${what}. ${status === undefined ? whySilent(service, text) : why(service, status)}`;
}

function whySilent(service: Service, code: string): string {
  const variable = `${service.toUpperCase()}_URL`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `No such name: look at ${variable} and at the names' server`;
  if (code === 'ECONNREFUSED')
    return `Nothing listens there: look at ${variable}, and whether a pod of it is ready`;
  if (/TIMEOUT|Timeout/.test(code))
    return `Look at network policies, ${variable}, and whether a pod of it is ready`;
  return `Look at ${variable} and the log of what listens there`;
}

function why(service: Service, status: number): string {
  if (status === 401 || status === 403)
    return 'Look at the key in SMOKE_API_KEY_FILE: is it in the file of keys, with both scopes, and in time? Or something in front asks for a login';
  if (status >= 500) return 'Look at its /health/ready and its log';
  if (service === 'analyzer' && status === 404)
    return 'The transaction has not arrived: look at its log, the lag of its consumer group, and transactions.dlq';
  if (service === 'analyzer' && status === 202)
    return 'The transaction is there, the rules have not run: look at its log';
  return `Is it the ${service}, and of the same version as this test?`;
}
