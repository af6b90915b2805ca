// The customers of a bank as pure functions of their number, so that a population of any size needs no memory.
import type { Random } from '../../traffic/random.ts';

const contactsPerAccount = 5;

/** A power law: the higher the exponent, the more traffic the first get. 1 is uniform. */
export function skewed(random: Random, count: number, exponent: number): number {
  return Math.min(count - 1, Math.floor(count * random.next() ** exponent));
}

export class Bank {
  readonly accounts: number;
  private readonly random: Random;
  private readonly merchants: number;

  constructor(accounts: number, random: Random) {
    this.accounts = accounts;
    this.random = random;
    this.merchants = Math.max(20, Math.round(accounts / 50));
  }

  customer(): number {
    return skewed(this.random, this.accounts, 1.3);
  }

  /** A regular payee of this customer, or sometimes anybody. */
  contactOf(customer: number): number {
    if (this.random.chance(0.2)) return skewed(this.random, this.accounts, 1.3);
    const nth = skewed(this.random, contactsPerAccount, 2);
    const mixed = Math.imul(customer + 1, 0x9e3779b1) ^ Math.imul(nth + 1, 0x85ebca6b);
    return (mixed >>> 0) % this.accounts;
  }

  merchant(): string {
    return `m${skewed(this.random, this.merchants, 2.5)}`;
  }

  marketplace(): string {
    return `p${skewed(this.random, 10, 2)}`;
  }

  cashMachine(): string {
    return `c${skewed(this.random, this.merchants, 1.5)}`;
  }

  /** Every tenth customer has a second card. */
  cardOf(customer: number): string {
    return customer % 10 === 0 && this.random.chance(0.4) ? `k${customer}b` : `k${customer}`;
  }

  /** Every fifth pair of neighbours is a household with one device. */
  deviceOf(customer: number): string {
    if (this.random.chance(0.08)) return `d${customer}b`;
    return `d${customer % 10 < 2 ? customer - (customer % 2) : customer}`;
  }
}
