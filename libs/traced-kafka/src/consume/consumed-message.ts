// What a handler gets: a parsed record, tied to its own trace.
import {
  consumedFrom,
  type DataStream,
  outsideTrace,
  type Tags,
  type TraceContext,
  type TracedSpan,
  withinSpan,
} from '@ringtrace/telemetry';
import type { KafkaRecord } from '../client/kafka-port.ts';
import { contextOfRecord, textHeaders } from './trace-headers.ts';

export class ConsumedMessage<T = unknown> {
  readonly value: T;
  readonly record: KafkaRecord;
  /** 1 for the first attempt by this process; each retry adds one. */
  attempt = 1;
  /** The trace context in its headers, if any; for the transport. */
  readonly upstream: TraceContext | undefined;
  #span: TracedSpan | undefined;
  #dataStream: DataStream | undefined;

  constructor(record: KafkaRecord, value: T) {
    this.record = record;
    this.value = value;
    this.upstream = contextOfRecord(record.headers);
  }

  get key(): string | null {
    return this.record.key?.toString() ?? null;
  }

  /** Headers as text. */
  get headers(): Record<string, string> {
    return textHeaders(this.record.headers);
  }

  /** Adds tags to this message's own `kafka.consume` span. Never tag an identifier of a person. */
  tag(tags: Tags): void {
    this.#span?.tag(tags);
  }

  /** Runs `work` in this message's own trace only. In a batch no message's span is the active one. */
  within<Result>(work: () => Result): Result {
    return this.#span === undefined ? outsideTrace(work) : withinSpan(this.#span, work);
  }

  /**
   * Context of the current attempt's `kafka.consume` span: the parent of everything that this message causes. If the
   * trace is not sampled there is no such span, and this is the producer's context.
   */
  get traceContext(): TraceContext | undefined {
    return this.#span?.context;
  }

  /** Its position in Datadog's Data Streams, if they are enabled. */
  get dataStream(): DataStream | undefined {
    return this.#dataStream;
  }

  /** For the transport only. A retry has its own span, but counts as one delivery for Data Streams. */
  beginAttempt(attempt: number, span: TracedSpan): void {
    this.attempt = attempt;
    this.#span = span;
    this.#dataStream ??= consumedFrom(this.record.topic, () => this.headers);
  }
}
