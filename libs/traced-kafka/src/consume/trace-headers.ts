// Reads the trace context from Kafka headers, whose values are bytes and may be missing, repeated or not text.
import { contextFromHeaders, type TraceContext } from '@ringtrace/telemetry';
import type { KafkaRecord } from '../client/kafka-port.ts';

export const traceKeys = [
  'traceparent',
  'tracestate',
  'x-datadog-trace-id',
  'x-datadog-parent-id',
  'x-datadog-sampling-priority',
  'x-datadog-tags',
  'x-datadog-origin',
];

/** The producer's context, or undefined if the headers hold no readable one. Never throws. */
export function contextOfRecord(headers: KafkaRecord['headers']): TraceContext | undefined {
  const text: Record<string, string> = {};
  for (const key of traceKeys) {
    const value = firstText(headers[key]);
    if (value !== undefined) text[key] = value;
  }
  return Object.keys(text).length === 0 ? undefined : contextFromHeaders(text);
}

/** All headers as text: the first value of a repeated header, none without a value. */
export function textHeaders(headers: KafkaRecord['headers']): Record<string, string> {
  const text: Record<string, string> = {};
  for (const [key, value] of Object.entries(headers)) {
    const first = firstText(value);
    if (first !== undefined) text[key] = first;
  }
  return text;
}

function firstText(value: KafkaRecord['headers'][string] | null): string | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === null ? undefined : first.toString();
}
