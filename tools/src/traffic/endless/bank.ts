// The economy of the endless stream: customers, cards and devices are functions of a customer's number. The `Economy` of
// the other plans keeps every customer in memory, and another drawing order would change the committed results; see
// docs/decisions/021-one-economy.md. Pure.
import type { Random } from '../random.ts';

const contactsPerAccount = 5;

/** Power law: the higher the exponent, the more traffic falls on low numbers. 1 is uniform. */
function skewed(random: Random, count: number, exponent: number): number {
  return Math.min(count - 1, Math.floor(count * random.next() ** exponent));
}

export class Bank {
  private readonly accounts: number;
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

  /** Usually somebody whom this customer has paid before, sometimes anybody. */
  contactOf(customer: number): number {
    if (this.random.chance(0.2)) return this.customer();
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

const currencies = ['EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'USD', 'USD', 'GBP'];

/** An account's currency follows from its number. */
export function currencyOf(account: string): string {
  return currencies[Number.parseInt(account.slice(1), 10) % currencies.length] ?? 'EUR';
}
