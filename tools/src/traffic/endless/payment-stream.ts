// An endless seeded stream for loads of any size: ordinary life with skewed customers and merchants, and planted fraud in
// about 1.5 % of it. The same options give the same stream.
import { createHash } from 'node:crypto';
import type { Payment } from '../../reference/payment.ts';
import { minuteMs } from '../draws.ts';
import {
  cashWithdrawal,
  onlinePurchase,
  type PlannedPayment,
  payout,
  refund,
  transfer,
} from '../payments.ts';
import { Random } from '../random.ts';
import { Bank, currencyOf } from './bank.ts';
import { plantFraud } from './fraud.ts';

export interface StreamOptions {
  seed: number;
  /** Six of a-z 0-9, in every id and token: streams with different markers share no entity. */
  marker: string;
  startAtMs: number;
  /** Customers. Together with `perSecond` it decides how much lies in a rule's window. */
  accounts: number;
  /** Payments per second of event time. */
  perSecond: number;
  /** The share of the traffic that one single card makes, 0 to 1. */
  hotCardShare?: number;
}

/** Few customers pay again within this time. */
const pauseMs = 10 * minuteMs;
const repeats = 0.03;
const patternsPerPayment = 0.0026;
const late = 0.03;

export class PaymentStream {
  private readonly options: StreamOptions;
  private readonly random: Random;
  private readonly bank: Bank;
  /** When each customer's pause began, the oldest first. */
  private readonly pausing = new Map<number, number>();
  /** Payments of planted patterns, the next one last. */
  private planted: PlannedPayment[] = [];
  private patterns = 0;
  private count = 0;
  private nowMs: number;

  constructor(options: StreamOptions) {
    this.options = options;
    this.random = new Random(options.seed);
    this.bank = new Bank(options.accounts, this.random);
    this.nowMs = options.startAtMs;
  }

  take(count: number): Payment[] {
    return Array.from({ length: count }, () => this.next());
  }

  next(): Payment {
    return { ...this.plan(), id: this.nextId() };
  }

  private plan(): PlannedPayment {
    const planted = this.planted.at(-1);
    if (planted && planted.atMs <= this.nowMs) return this.planted.pop() as PlannedPayment;
    this.nowMs += (-Math.log(1 - this.random.next()) * 1_000) / this.options.perSecond;
    if (this.random.chance(patternsPerPayment)) {
      this.planted.push(...plantFraud(this.random, Math.round(this.nowMs), this.patterns++));
      this.planted.sort((a, b) => b.atMs - a.atMs);
    }
    const lateMs = this.random.chance(late) ? this.random.integer(1_000, 60_000) : 0;
    return this.ordinary(Math.max(0, Math.round(this.nowMs) - lateMs));
  }

  private ordinary(atMs: number): PlannedPayment {
    const { random, bank } = this;
    const kind = random.next();
    const customer = this.customer();
    const account = `a${customer}`;
    const terms = (payer: string, median: number, sigma: number) => ({
      atMs,
      amountMinor: Math.max(1, Math.round(random.logNormal(median, sigma))),
      currency: currencyOf(payer),
    });
    const device = () => (random.chance(0.9) ? bank.deviceOf(customer) : undefined);
    const purchase = () => {
      const merchant = bank.merchant();
      const when = terms(account, 2_500, 1.1);
      const payer = { account, card: bank.cardOf(customer), phone: device() };
      return onlinePurchase(when, payer, { account: merchant, merchantId: merchant });
    };
    if (random.chance(this.options.hotCardShare ?? 0))
      return { ...purchase(), device: bank.deviceOf(customer), card: 'hot' };
    if (kind < 0.6) return purchase();
    if (kind < 0.9) {
      const payee = `a${bank.contactOf(customer)}`;
      const phone = device();
      return transfer(terms(account, 12_000, 1.2), { account, phone }, payee);
    }
    if (kind < 0.95) {
      const when = terms(account, 30_000, 1);
      const payer = bank.marketplace();
      return payout({ ...when, currency: currencyOf(payer) }, payer, account);
    }
    const when = terms(account, 4_000, 1);
    if (kind < 0.98) {
      const shop = bank.merchant();
      return refund({ ...when, currency: currencyOf(shop) }, shop, account);
    }
    const card = bank.cardOf(customer);
    return cashWithdrawal(when, { account, card }, { cashMachine: bank.cashMachine() });
  }

  private customer(): number {
    for (const [customer, sinceMs] of this.pausing) {
      if (sinceMs > this.nowMs - pauseMs) break;
      this.pausing.delete(customer);
    }
    let customer = this.bank.customer();
    for (let tries = 0; tries < 20 && this.pausing.has(customer) && !this.random.chance(repeats); tries++) {
      customer = this.bank.customer();
    }
    this.pausing.delete(customer);
    this.pausing.set(customer, this.nowMs);
    return customer;
  }

  // Ids do not rise: those of real clients are spread over the index, too.
  private nextId(): string {
    const { marker, seed } = this.options;
    const hash = createHash('md5')
      .update(`${seed}/${this.count++}`)
      .digest('hex');
    // No run of digits long enough to pass for a card number.
    return `${marker}-${hash.slice(0, 8)}x${hash.slice(8, 15)}`;
  }
}

// Streams for measurements: each has its own people and the same load in the rules' windows.

let streams = 0;

/** Unique within this run, and different from recent runs, whose tokens may still be in a database. */
export function newMarker(): string {
  return `${(Date.now() % 36 ** 4).toString(36).padStart(4, '0')}${(streams++ % 36 ** 2).toString(36).padStart(2, '0')}`;
}

/**
 * A stream that lasts a little more than an hour whatever its size. It fills every rule's window except those of a day,
 * and what lies in a window does not depend on `count`.
 */
export function streamOf(count: number, more: Partial<StreamOptions> = {}): StreamOptions {
  const spanSeconds = 4_000;
  return {
    seed: 1,
    marker: newMarker(),
    startAtMs: Date.now() - (spanSeconds + 600) * 1_000,
    accounts: Math.max(500, Math.round(count * 1.25)),
    perSecond: count / spanSeconds,
    ...more,
  };
}

/** The ids of the first payments of a stream, as another process that generates the same stream sends them. */
export function idsOf(stream: StreamOptions, count: number): string[] {
  return new PaymentStream(stream).take(count).map(({ id }) => id);
}
