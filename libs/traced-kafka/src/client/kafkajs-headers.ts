// Headers between kafkajs and the port. kafkajs collects them on an ordinary object, where one named `constructor` or
// `__proto__` gets what every object has as its first value; and it fails on a header without a value, which Kafka
// allows. Records like these must be read, and sent on as dead letters, as any other. Pure.
import type { KafkaRecord } from './kafka-port.ts';

type Headers = KafkaRecord['headers'];
type Value = Buffer | string;

/** What the record carried; undefined for a header without a value. */
export function headersOfMessage(headers: Headers | undefined): Headers {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [
      name,
      Array.isArray(value) ? carried(value) : (value ?? undefined),
    ]),
  );
}

/** What kafkajs can send: a header without a value becomes an empty one. */
export function headersToSend(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value ?? Buffer.alloc(0)] as const),
  );
}

function carried(values: unknown[]): Value | Value[] {
  const [first, ...more] = values.filter(isCarried).map((value) => value ?? Buffer.alloc(0));
  return first === undefined ? [] : more.length === 0 ? first : [first, ...more];
}

const isCarried = (value: unknown): value is Value | null =>
  value === null || typeof value === 'string' || Buffer.isBuffer(value);
