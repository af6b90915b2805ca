// An endless seeded stream of payments for loads of any size: ordinary payments with skewed customers and merchants, and
// about 1.5 % planted fraud. The same options give the same stream. Pure.
import { createHash } from 'node:crypto';
import { Random } from '../../traffic/random.ts';
import { Bank } from './bank.ts';
import { plantFraud } from './fraud.ts';
import type { Draft, StreamPayment } from './payment.ts';

export interface StreamOptions {
  seed: number;
  /** Six characters of a-z 0-9 in every id and token; streams with different markers share no entity. */
  marker: string;
  startAtMs: number;
  /** Customers; with `perSecond` it decides how much lies in a rule's window. */
  accounts: number;
  /** Payments per second of event time. */
  perSecond: number;
  /** The share of traffic made with a single card, 0 to 1. */
  hotCardShare?: number;
}

/** Few people pay twice with the same means within minutes. */
const pauseMs = 10 * 60_000;
const repeats = 0.03;
const patternsPerPayment = 0.0026;
const late = 0.03;
const currencies = ['EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'USD', 'USD', 'GBP'];

export class PaymentStream {
  private readonly options: StreamOptions;
  private readonly random: Random;
  private readonly bank: Bank;
  /** Start of each customer's pause, oldest first. */
  private readonly pausing = new Map<number, number>();
  /** Payments of planted patterns; the last is sent next. */
  private planted: Draft[] = [];
  private patterns = 0;
  private count = 0;
  private nowMs: number;

  constructor(options: StreamOptions) {
    this.options = options;
    this.random = new Random(options.seed);
    this.bank = new Bank(options.accounts, this.random);
    this.nowMs = options.startAtMs;
  }

  take(count: number): StreamPayment[] {
    return Array.from({ length: count }, () => this.next());
  }

  next(): StreamPayment {
    const draft = this.draft();
    const id = this.nextId();
    return { id, currency: currencyOf(draft.payer), ...draft };
  }

  private draft(): Draft {
    const planted = this.planted.at(-1);
    if (planted && planted.occurredAtMs <= this.nowMs) return this.planted.pop() as Draft;
    this.nowMs += (-Math.log(1 - this.random.next()) * 1_000) / this.options.perSecond;
    if (this.random.chance(patternsPerPayment)) {
      this.planted.push(...plantFraud(this.random, Math.round(this.nowMs), this.patterns++));
      this.planted.sort((a, b) => b.occurredAtMs - a.occurredAtMs);
    }
    const lateMs = this.random.chance(late) ? this.random.integer(1_000, 60_000) : 0;
    return this.ordinary(Math.max(0, Math.round(this.nowMs) - lateMs));
  }

  private ordinary(occurredAtMs: number): Draft {
    const { random, bank } = this;
    const kind = random.next();
    const customer = this.customer();
    const payer = `a${customer}`;
    if (random.chance(this.options.hotCardShare ?? 0)) {
      return { ...this.purchase(occurredAtMs, customer), device: bank.deviceOf(customer), card: 'hot' };
    }
    if (kind < 0.6) return this.purchase(occurredAtMs, customer);
    if (kind < 0.9) {
      const payee = `a${bank.contactOf(customer)}`;
      const device = random.chance(0.9) ? { device: bank.deviceOf(customer) } : {};
      return {
        occurredAtMs,
        amountMinor: this.amount(12_000, 1.2),
        type: 'transfer',
        payer,
        payee,
        ...device,
      };
    }
    if (kind < 0.95) {
      return {
        occurredAtMs,
        amountMinor: this.amount(30_000, 1),
        type: 'payout',
        payer: bank.marketplace(),
        payee: payer,
      };
    }
    const amountMinor = this.amount(4_000, 1);
    if (kind < 0.98)
      return { occurredAtMs, amountMinor, type: 'refund', payer: bank.merchant(), payee: payer };
    const card = bank.cardOf(customer);
    return { occurredAtMs, amountMinor, type: 'cash-withdrawal', payer, payee: bank.cashMachine(), card };
  }

  private purchase(occurredAtMs: number, customer: number): Draft {
    const { random, bank } = this;
    const merchant = bank.merchant();
    return {
      occurredAtMs,
      amountMinor: this.amount(2_500, 1.1),
      type: 'card-payment',
      payer: `a${customer}`,
      payee: merchant,
      merchant,
      card: bank.cardOf(customer),
      ...(random.chance(0.9) ? { device: bank.deviceOf(customer) } : {}),
    };
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

  private amount(median: number, sigma: number): number {
    return Math.max(1, Math.round(this.random.logNormal(median, sigma)));
  }

  // Not ascending, because ids of real clients are also spread over the index.
  private nextId(): string {
    const { marker, seed } = this.options;
    const hash = createHash('md5')
      .update(`${seed}/${this.count++}`)
      .digest('hex');
    // No run of digits long enough to be taken for a card's.
    return `${marker}-${hash.slice(0, 8)}x${hash.slice(8, 15)}`;
  }
}

function currencyOf(payer: string): string {
  return currencies[Number.parseInt(payer.slice(1), 10) % currencies.length] ?? 'EUR';
}
