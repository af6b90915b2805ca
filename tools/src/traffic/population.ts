// The accounts of the generated economy. Every account keeps one currency.

import { type Currency, currencies, pickCurrency } from './currency.ts';
import type { Random } from './random.ts';

export interface Customer {
  account: string;
  /** Another account of the same person. */
  savings: string;
  card: string;
  device: string;
  ip: string;
  currency: Currency;
}

/** The accounts of one currency, busiest first: the background picks them with a skew. */
export interface Market {
  customers: Customer[];
  merchants: string[];
  /** Hubs that only pay out: employers and marketplaces. */
  payers: string[];
  /** Cash machines; money never comes back from them. */
  bank: string;
}

export class Population {
  private readonly random: Random;
  private readonly prefix: string;
  private readonly markets: Map<string, Market>;
  private readonly idle: Map<string, Customer[]>;
  private customerCount = 0;
  private freshCount = 0;

  /** Streams with different prefixes share no entity, so a case never spans two streams in one database. */
  constructor(random: Random, customers: number, prefix: string) {
    this.random = random;
    this.prefix = prefix;
    this.markets = new Map(currencies.map(({ code }) => [code, openMarket(`${prefix}-${code}`)]));
    for (let count = 0; count < customers; count++) this.newCustomer(pickCurrency(random));
    // Actors come from the less busy end: most fraudsters are not the busiest customers.
    this.idle = new Map([...this.markets].map(([code, market]) => [code, [...market.customers]]));
  }

  market(currency: { code: string }): Market {
    return this.markets.get(currency.code) as Market;
  }

  /** Customers for one scenario. No other scenario gets them, but they take part in the background. */
  takeCustomers(count: number, currency: Currency): Customer[] {
    const idle = this.idle.get(currency.code) as Customer[];
    return Array.from({ length: count }, () => idle.pop() ?? this.newCustomer(currency));
  }

  /** A card and a device that nobody else uses. */
  newCardAndDevice(): { card: string; device: string } {
    const name = this.name('f', ++this.freshCount);
    return { card: `card-${name}`, device: `device-${name}` };
  }

  private newCustomer(currency: Currency): Customer {
    const name = this.name('c', ++this.customerCount);
    const customer = {
      account: `account-${name}`,
      savings: `account-${name}-savings`,
      card: `card-${name}`,
      device: `device-${name}`,
      // The range that RFC 2544 reserves for benchmarks.
      ip: `198.18.${this.random.integer(0, 255)}.${this.random.integer(1, 254)}`,
      currency,
    };
    this.market(currency).customers.push(customer);
    return customer;
  }

  private name(kind: string, number: number): string {
    return `${this.prefix}-${kind}${String(number).padStart(5, '0')}`;
  }
}

function openMarket(name: string): Market {
  const accounts = (kind: string, count: number) =>
    Array.from({ length: count }, (_, index) => `account-${name}-${kind}-${index + 1}`);
  return {
    customers: [],
    merchants: accounts('merchant', 12),
    payers: accounts('payer', 3),
    bank: `account-${name}-bank`,
  };
}
