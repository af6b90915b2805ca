// Builds payments along a path of accounts; rings and the circles that only look like one share it.
import type { Draft } from './draft.ts';
import type { Customer } from './population.ts';

/** One payment per hop: `accounts[i]` pays `accounts[i + 1]` at `times[i]`. */
export function payAlong(accounts: readonly Customer[], times: number[], amountsMinor: number[]): Draft[] {
  return times.map((atMs, index) => {
    const payer = accounts[index] as Customer;
    return {
      atMs,
      amountMinor: amountsMinor[index] as number,
      currency: payer.currency.code,
      type: 'transfer',
      payer: payer.account,
      payee: (accounts[index + 1] as Customer).account,
      device: payer.device,
      ip: payer.ip,
    };
  });
}

/** The accounts and the first of them again. */
export const closed = (accounts: readonly Customer[]) => [...accounts, accounts[0] as Customer];
