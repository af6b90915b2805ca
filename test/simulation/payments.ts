// What clients send in a history: good payments, payments that the database cannot take, and records that nobody can read. Pure.
import { type TransactionEvent, topics, transactionSchemaVersion } from '@ringtrace/contracts';
import type { OutgoingRecord } from '../../libs/traced-kafka/src/client/kafka-port.ts';
import type { Random } from '../../tools/src/traffic/random.ts';

/** The database calls it wrong, permanently. */
export const isBad = (id: string) => id.startsWith('bad');
/** The handler breaks on it for an unknown reason. */
export const isOdd = (id: string) => id.startsWith('odd');

const token = (kind: string, number: number) => `k1:${kind}${String(number).padStart(22, '0')}`;
const huge = Buffer.alloc(1_100_000, 'x');

export function drawPayment(random: Random, number: number): TransactionEvent {
  const kind = random.chance(0.9) ? 'p' : random.pick(['bad', 'odd']);
  return {
    schemaVersion: transactionSchemaVersion,
    id: `${kind}${number}`,
    occurredAtMs: 1_000 * number,
    amountMinor: number,
    currency: 'EUR',
    type: 'transfer',
    payerAccount: token('a', number),
    payeeAccount: token('b', number),
    ...(random.chance(0.5) && { card: token('c', random.integer(1, 4)) }),
    ...(random.chance(0.3) && { device: token('d', random.integer(1, 3)) }),
  };
}

export function recordOf(payment: TransactionEvent): OutgoingRecord {
  return { topic: topics.transactions, key: payment.id, value: JSON.stringify(payment), headers: {} };
}

export function drawPoison(random: Random): OutgoingRecord {
  const key = `x${random.integer(0, 9)}`;
  const value = random.pick<OutgoingRecord['value']>(['{', null, '{"schemaVersion":9}', '[]', huge]);
  return { topic: topics.transactions, key: random.chance(0.2) ? null : key, value, headers: {} };
}
