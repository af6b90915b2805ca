// A record in a handler's hands: parsed, and tied to its own trace.
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
  /** 1 for the first try by this process, counting up with each retry. */
  attempt = 1;
  /** The trace that it came with, if any; for the transport. */
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

  /** Adds tags to this message's own `kafka.consume` span. Never put an identifier of a person in one. */
  tag(tags: Tags): void {
    this.#span?.tag(tags);
  }

  /** Runs `work` in this message's own trace alone, in a batch too, where no message's span is the active one. */
  within<Result>(work: () => Result): Result {
    return this.#span === undefined ? outsideTrace(work) : withinSpan(this.#span, work);
  }

  /**
   * The context of the `kafka.consume` span of the current attempt: what this message leads to belongs under it. Its
   * sender's, where the trace is not sampled and no such span is made.
   */
  get traceContext(): TraceContext | undefined {
    return this.#span?.context;
  }

  /** Where it is in the flow of data, if that is watched. */
  get dataStream(): DataStream | undefined {
    return this.#dataStream;
  }

  /** For the transport only: a retry has a span of its own, but the data did not arrive again. */
  beginAttempt(attempt: number, span: TracedSpan): void {
    this.attempt = attempt;
    this.#span = span;
    this.#dataStream ??= consumedFrom(this.record.topic, () => this.headers);
  }
}
