// Reports at boot, in one line, whether tracing is live, and if not, why and what to do. dd-trace itself says nothing
// when it is imported too late or runs on an unsupported Node.
import { installRedaction, isRedacting } from './redaction.ts';
import { tracer } from './tracer.ts';

export interface BootFacts {
  nodeMajor: number;
  /** dd-trace was initialised before the other modules of this process. */
  initialised: boolean;
  /** dd-trace has wrapped the kafkajs class. Undefined when the process does not use kafkajs. */
  kafkajsWrapped: boolean | undefined;
  disabledByEnvironment: boolean;
  /** Spans pass through the allow-list before they leave the process. */
  redacting: boolean;
}

export type TracingStatus = { live: true; line: string } | { live: false; line: string };

/** Pure. The first reason that applies wins. */
export function judgeBoot(facts: BootFacts): TracingStatus {
  const off = (line: string): TracingStatus => ({ live: false, line: `tracing is OFF: ${line}` });
  if (facts.disabledByEnvironment) return off('DD_TRACE_ENABLED=false is set');
  if (facts.nodeMajor < 22) return off(`Node ${facts.nodeMajor} is too old, dd-trace needs Node 22 or newer`);
  if (!facts.initialised) {
    return off('dd-trace was not loaded first, start with: node --import @ringtrace/telemetry/start');
  }
  if (facts.kafkajsWrapped === false) {
    return off('kafkajs was imported before dd-trace could wrap it, import nothing before the start module');
  }
  if (!facts.redacting) {
    return off(
      'spans of this dd-trace cannot be redacted, so none are sent; use the version in the lock file',
    );
  }
  return { live: true, line: 'tracing is live' };
}

/** Checks the running process. Pass the kafkajs class as `Kafka` if the process uses kafkajs. */
export function checkBoot(
  Kafka?: new (config: { brokers: string[]; logLevel: number }) => object,
): TracingStatus {
  installRedaction();
  return judgeBoot({
    nodeMajor: Number.parseInt(process.versions.node, 10),
    initialised: isInitialised(),
    kafkajsWrapped: Kafka === undefined ? undefined : isWrapped(Kafka),
    disabledByEnvironment: process.env.DD_TRACE_ENABLED === 'false',
    redacting: isRedacting(),
  });
}

// Before init() dd-trace hands out a stand-in tracer whose spans are never recorded. No public API tells the two apart,
// so this reads an internal field.
function isInitialised(): boolean {
  return (tracer as unknown as { _tracingInitialized?: boolean })._tracingInitialized === true;
}

// dd-trace's subclass of Kafka keeps the brokers in this field (dd-trace 6: datadog-instrumentations/kafkajs).
function isWrapped(Kafka: new (config: { brokers: string[]; logLevel: number }) => object): boolean {
  return '_brokers' in new Kafka({ brokers: ['127.0.0.1:1'], logLevel: 0 });
}
