// Headers between kafkajs and the port. kafkajs collects them in a plain object, where a header named `constructor` or
// `__proto__` gets the inherited property as its first value. It also fails to send a header without a value, which Kafka
// allows. Records with such headers must be readable, and sendable as dead letters, like any other. Pure.
import type { KafkaRecord } from './kafka-port.ts';

type Headers = KafkaRecord['headers'];
type Value = Buffer | string;

/** The headers that the record carried; undefined for a header without a value. */
export function headersOfMessage(headers: Headers | undefined): Headers {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [
      name,
      Array.isArray(value) ? carriedValues(value) : (value ?? undefined),
    ]),
  );
}

/** Headers that kafkajs can send: one without a value becomes empty. */
export function headersToSend(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value ?? Buffer.alloc(0)] as const),
  );
}

function carriedValues(values: unknown[]): Value | Value[] {
  const [first, ...more] = values.filter(isCarried).map((value) => value ?? Buffer.alloc(0));
  return first === undefined ? [] : more.length === 0 ? first : [first, ...more];
}

const isCarried = (value: unknown): value is Value | null =>
  value === null || typeof value === 'string' || Buffer.isBuffer(value);
