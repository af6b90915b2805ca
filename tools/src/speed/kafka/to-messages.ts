// Payments of a stream as records of `transactions.new`, with the headers that the ingestor puts on them. Pure.
import { Random } from '../../traffic/random.ts';
import type { StreamPayment } from '../stream/payment.ts';
import { toEvent } from '../stream/stream-records.ts';
import { traceHeaders } from '../stream/trace-headers.ts';

export interface TopicMessage {
  key: string;
  value: string;
  headers: Record<string, string>;
}

/** `sampled`: the share of traces that are kept, 0 to 1. */
export function toMessages(payments: StreamPayment[], sampled: number): TopicMessage[] {
  const random = new Random(1);
  return payments.map((payment) => ({
    key: payment.id,
    value: JSON.stringify(toEvent(payment)),
    headers: traceHeaders(random, random.chance(sampled)),
  }));
}
