// The people, firms, cards and devices of the generated traffic. Names do not reveal who is a criminal.

import { type Currency, currencies, pickCurrency } from './draws.ts';
import type { Random } from './random.ts';

export interface Customer {
  account: string;
  /** Further accounts of the same person. */
  savings: string;
  broker: string;
  card: string;
  phone: string;
  laptop: string;
  ip: string;
  /** Acquaintances, as indexes into the customers of the market. */
  contacts: number[];
}

export interface Business {
  account: string;
  merchantId: string;
}

/** Everybody who holds one currency. Each list starts with the busiest. */
export interface Market {
  customers: Customer[];
  merchants: Business[];
  /** Electricity, telephone, tax, brokers: many customers transfer money to them. */
  billers: Business[];
  /** Craftspeople, doctors, clubs: paid by transfer, not registered as a business. */
  smallPayees: string[];
  employers: string[];
  platforms: Business[];
  cashMachine: string;
  /** In libraries and schools. */
  publicComputers: string[];
}

/** Where and when a pattern takes place. */
export interface Scene {
  random: Random;
  economy: Economy;
  currency: Currency;
  startAtMs: number;
}

const contactsOf = { min: 2, max: 8, farShare: 0.2, neighbourhood: 40 };

export class Economy {
  private readonly random: Random;
  private readonly prefix: string;
  private readonly markets = new Map<string, Market>();
  private count = 0;
  /** Accounts that `people` and `actors` must not return. */
  readonly reserved = new Set<string>();

  /** Economies with different prefixes share no identifier. */
  constructor(random: Random, customers: number, prefix: string) {
    this.random = random;
    this.prefix = prefix;
    for (const currency of currencies)
      this.markets.set(currency.code, this.openMarket(currency.share, customers));
    for (let left = customers; left > 0; left--) {
      this.market(pickCurrency(random)).customers.push(this.newCustomer());
    }
    for (const { customers: people } of this.markets.values()) introduce(random, people);
  }

  market(currency: { code: string }): Market {
    return this.markets.get(currency.code) as Market;
  }

  /** `count` different customers, all equally likely. */
  people(currency: Currency, count: number): Customer[] {
    const { customers } = this.market(currency);
    const chosen = new Set<Customer>();
    for (let tries = 0; chosen.size < count; tries++) {
      const customer = tries < count * 20 ? this.random.pick(customers) : this.newCustomer();
      if (!this.reserved.has(customer.account)) chosen.add(customer);
    }
    return [...chosen];
  }

  /** Accounts that criminals use: mostly recruited or taken over, some opened for the purpose. */
  actors(currency: Currency, count: number): Customer[] {
    return this.people(currency, count).map((known) =>
      this.random.chance(0.7) ? known : this.newCustomer(),
    );
  }

  /** A customer; the busy ones are more likely. */
  someone(currency: Currency): Customer {
    return this.random.pickByPower(this.market(currency).customers, 1.5);
  }

  newName(kind: 'a' | 'c' | 'd' | 'm'): string {
    return `${this.prefix}${kind}${(++this.count).toString(36).padStart(5, '0')}`;
  }

  newIp(): string {
    // RFC 2544 reserves this range for benchmarks.
    return `198.${this.random.integer(18, 19)}.${this.random.integer(0, 255)}.${this.random.integer(1, 254)}`;
  }

  newBusiness(): Business {
    return { account: this.newName('a'), merchantId: this.newName('m') };
  }

  private newCustomer(): Customer {
    const [account, savings, broker] = [this.newName('a'), this.newName('a'), this.newName('a')];
    const [phone, laptop] = [this.newName('d'), this.newName('d')];
    return {
      account,
      savings,
      broker,
      card: this.newName('c'),
      phone,
      laptop,
      ip: this.newIp(),
      contacts: [],
    };
  }

  private openMarket(share: number, customers: number): Market {
    const many = <T>(perCustomer: number, make: () => T) =>
      Array.from({ length: Math.max(4, Math.round(customers * share * perCustomer)) }, make);
    return {
      customers: [],
      merchants: many(1 / 25, () => this.newBusiness()),
      billers: many(1 / 150, () => this.newBusiness()),
      smallPayees: many(1 / 12, () => this.newName('a')),
      employers: many(1 / 60, () => this.newName('a')),
      platforms: many(1 / 300, () => this.newBusiness()),
      cashMachine: this.newName('a'),
      publicComputers: many(1 / 1_000, () => this.newName('d')),
    };
  }
}

/** Most contacts are neighbours, who then know each other too; a few people are known by many. */
function introduce(random: Random, people: Customer[]): void {
  const { min, max, farShare, neighbourhood } = contactsOf;
  for (const [index, person] of people.entries()) {
    const count = Math.min(people.length - 1, random.integer(min, max));
    while (person.contacts.length < count) {
      const near = index + random.integer(-neighbourhood, neighbourhood);
      const other = random.chance(farShare)
        ? Math.floor(people.length * random.next() ** 2)
        : (near + people.length) % people.length;
      if (other !== index) person.contacts.push(other);
    }
  }
}
