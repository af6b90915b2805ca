// The accounts of the generated economy. Every account keeps one currency.
import type { Random } from '../random.ts';
import { type Currency, currencies, pickCurrency } from './currency.ts';

export interface Customer {
  account: string;
  card: string;
  device: string;
  ip: string;
  currency: Currency;
}

/** The accounts of one currency, busiest first: the background picks them with a skew. */
export interface Market {
  customers: Customer[];
  merchants: string[];
  /** Hubs that only pay: employers and marketplaces. */
  payers: string[];
  /** Hubs that only receive: savings and top-up accounts. */
  collectors: string[];
  /** Cash machines; money that goes there never comes back. */
  bank: string;
}

export class Population {
  private readonly random: Random;
  private readonly markets: Map<string, Market>;
  private readonly idle: Map<string, Customer[]>;
  private customerCount = 0;
  private fraudCount = 0;

  constructor(random: Random, customers: number) {
    this.random = random;
    this.markets = new Map(currencies.map((currency) => [currency.code, openMarket(currency)]));
    for (let count = 0; count < customers; count++) this.newCustomer(pickCurrency(random));
    // Actors are taken from the less busy end, as most fraudsters are not the busiest customers.
    this.idle = new Map([...this.markets].map(([code, market]) => [code, [...market.customers]]));
  }

  market(currency: Currency): Market {
    return this.markets.get(currency.code) as Market;
  }

  /** Customers for one scenario; no other scenario gets the same ones, but they do take part in the background. */
  takeCustomers(count: number, currency: Currency): Customer[] {
    const idle = this.idle.get(currency.code) as Customer[];
    return Array.from({ length: count }, () => idle.pop() ?? this.newCustomer(currency));
  }

  /** A card and a device that nobody else uses. */
  newCardAndDevice(): { card: string; device: string } {
    const number = name(++this.fraudCount);
    return { card: `card-f${number}`, device: `device-f${number}` };
  }

  private newCustomer(currency: Currency): Customer {
    const number = name(++this.customerCount);
    const customer = {
      account: `account-c${number}`,
      card: `card-c${number}`,
      device: `device-c${number}`,
      // The range that RFC 2544 keeps for benchmarks.
      ip: `198.18.${this.random.integer(0, 255)}.${this.random.integer(1, 254)}`,
      currency,
    };
    this.market(currency).customers.push(customer);
    return customer;
  }
}

function openMarket({ code }: Currency): Market {
  const accounts = (kind: string, count: number) =>
    Array.from({ length: count }, (_, index) => `account-${kind}-${code}-${index + 1}`);
  return {
    customers: [],
    merchants: accounts('merchant', 12),
    payers: accounts('payer', 3),
    collectors: accounts('collector', 3),
    bank: `account-bank-${code}`,
  };
}

const name = (number: number) => String(number).padStart(5, '0');
