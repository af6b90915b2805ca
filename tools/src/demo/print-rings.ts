// Rings as text: path, amounts and times. Accounts are tokens, shortened to what tells them apart. Pure.
import type { Ring } from '@ringtrace/contracts';

/** Two lines per ring: when and how long; and where the money went. */
export function printRings(rings: readonly Ring[]): string {
  return rings.map((ring, index) => printRing(ring, String(index + 1).padStart(3))).join('\n');
}

function printRing({ evidence: { payments } }: Ring, number: string): string {
  const times = payments.map(({ occurredAtMs }) => occurredAtMs);
  const [startMs, endMs] = [Math.min(...times), Math.max(...times)];
  const minutes = Math.round((endMs - startMs) / 60_000);
  const currency = payments[0]?.currency ?? '';
  const hops = payments.map(
    ({ payerAccount, amountMinor }) => `${token(payerAccount)} ─${amount(amountMinor, currency)}→ `,
  );
  return [
    `${number}  ${clock(startMs)} to ${clock(endMs)} (${minutes} min), ${payments.length} accounts, ${currency}`,
    `     ${hops.join('')}${token(payments[0]?.payerAccount ?? '')}`,
  ].join('\n');
}

/** `k1:Zm9v…` as `⟨Zm9v⟩`: brackets say that this is a token and no account number. */
export function token(text: string): string {
  return `⟨${text.slice(text.indexOf(':') + 1).slice(0, 6)}⟩`;
}

/** In major units, with as many decimals as the currency has. */
export function amount(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return (minor / 10 ** digits).toLocaleString('en', options);
}

const clock = (atMs: number) => new Date(atMs).toISOString().slice(11, 19);
