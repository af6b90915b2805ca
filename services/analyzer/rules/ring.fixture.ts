// Payments in a circle, for the cases of the rule ring.
import { minute, type Payment, pay } from './rule-case.fixture.ts';

/** Payments from each account to the next and from the last to the first, numbered and a minute apart. */
export const circle = (accounts: string, each: (index: number) => Partial<Payment> = () => ({})) =>
  [...accounts].map((account, index) => {
    const next = accounts[(index + 1) % accounts.length];
    return pay(String(index + 1), `${account}>${next}`, index * minute, {
      // Two equal amounts would be a refund.
      amountMinor: 1_000 - 10 * index,
      ...each(index),
    });
  });
export const at = (...times: number[]) =>
  circle('abcdefgh'.slice(0, times.length), (index) => ({ atMs: times[index] }));
export const of = (...amounts: number[]) =>
  circle('abcdefgh'.slice(0, amounts.length), (index) => ({ amountMinor: amounts[index] }));
