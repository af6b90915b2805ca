// One payment goes all the way before the stream does: the database compiles its first plans and the consumer joins
// its group meanwhile, and the stream measures the pipeline, not its start.
import type { Outcomes } from '../pipeline/collect-outcomes.ts';
import { sendStream } from '../pipeline/send-stream.ts';

/** Resolves to the milliseconds from its sending to its verdict. It shares nothing with the stream. */
export async function firstPayment(
  url: string,
  apiKey: string,
  outcomes: Outcomes,
  signal: AbortSignal,
): Promise<number> {
  const beginMs = Date.now();
  const id = `first-${beginMs.toString(36)}`;
  const request = {
    id,
    occurredAt: new Date(beginMs).toISOString(),
    amountMinor: 1_000,
    currency: 'CHF',
    type: 'transfer' as const,
    payer: { accountId: 'account-first' },
    payee: { accountId: 'account-second' },
    card: 'card-first',
    device: 'device-first',
  };
  await sendStream({ url, apiKey, requests: [request], signal });
  const what = 'the verdict on a first payment';
  await outcomes.waitFor(({ verdicts }) => verdicts.has(id), { timeoutMs: 60_000, what, signal });
  return Date.now() - beginMs;
}
