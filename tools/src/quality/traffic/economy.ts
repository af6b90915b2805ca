// The people, firms, cards and devices of the generated day. Identifiers do not reveal their roles.

import { type Currency, currencies, pickCurrency } from '../../traffic/currency.ts';
import type { Random } from '../../traffic/random.ts';

export interface Customer {
  account: string;
  /** Further accounts of the same person: savings, and what is invested. */
  savings: string;
  broker: string;
  card: string;
  phone: string;
  laptop: string;
  ip: string;
  /** Acquaintances, by their index among the customers of the market. */
  contacts: number[];
}

export interface Business {
  account: string;
  merchantId: string;
}

/** Everybody who uses one currency. Lists start with the busiest. */
export interface Market {
  customers: Customer[];
  merchants: Business[];
  /** Electricity, telephone, tax, brokers: many customers transfer money to them. */
  billers: Business[];
  /** Craftspeople, doctors, clubs: paid by transfer, known to nobody as a business. */
  smallPayees: string[];
  employers: string[];
  platforms: Business[];
  cashMachine: string;
  /** In libraries and schools. */
  publicComputers: string[];
}

const contactsOf = { min: 2, max: 8, farShare: 0.2, neighbourhood: 40 };

export class Economy {
  private readonly random: Random;
  private readonly prefix: string;
  private readonly markets = new Map<string, Market>();
  private count = 0;

  /** `prefix` keeps the identifiers of different days apart. */
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

  market(currency: Pick<Currency, 'code'>): Market {
    return this.markets.get(currency.code) as Market;
  }

  /** Distinct customers, uniformly drawn: for what can happen to anybody. */
  people(currency: Currency, count: number): Customer[] {
    const { customers } = this.market(currency);
    const chosen = new Set<Customer>();
    for (let tries = 0; chosen.size < count; tries++) {
      chosen.add(tries < count * 20 ? this.random.pick(customers) : this.newCustomer());
    }
    return [...chosen];
  }

  /** Accounts used by criminals: mostly recruited or taken over, some opened for the purpose. */
  actors(currency: Currency, count: number): Customer[] {
    return this.people(currency, count).map((known) =>
      this.random.chance(0.7) ? known : this.newCustomer(),
    );
  }

  someone(currency: Currency): Customer {
    return this.random.pickByPower(this.market(currency).customers, 1.5);
  }

  newName(kind: 'a' | 'c' | 'd' | 'm'): string {
    return `${this.prefix}${kind}${(++this.count).toString(36).padStart(5, '0')}`;
  }

  newIp(): string {
    // The range that RFC 2544 reserves for benchmarks.
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

/** Mostly neighbours, who know each other, plus a few popular people. */
function introduce(random: Random, people: Customer[]): void {
  const { min, max, farShare, neighbourhood } = contactsOf;
  for (const [place, person] of people.entries()) {
    const count = Math.min(people.length - 1, random.integer(min, max));
    while (person.contacts.length < count) {
      const near = place + random.integer(-neighbourhood, neighbourhood);
      const other = random.chance(farShare)
        ? Math.floor(people.length * random.next() ** 2)
        : (near + people.length) % people.length;
      if (other !== place) person.contacts.push(other);
    }
  }
}
