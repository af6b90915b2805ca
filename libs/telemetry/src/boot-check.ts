// Says in one line at boot whether tracing is live, and if not, why and what to do: dd-trace itself is silent
// when it is imported too late or on a Node that it does not support.
import { installRedaction, isRedacting } from './redaction.ts';
import { tracer } from './tracer.ts';

export interface BootFacts {
  nodeMajor: number;
  /** dd-trace was initialised before this process's other modules. */
  initialised: boolean;
  /** dd-trace replaced the kafkajs class; undefined where the process does not use kafkajs. */
  kafkajsWrapped: boolean | undefined;
  disabledByEnvironment: boolean;
  /** What leaves the process goes through the allow-list. */
  redacting: boolean;
}

export type TracingStatus = { live: true; line: string } | { live: false; line: string };

/** Pure: what the facts mean. */
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
      'spans of this dd-trace cannot be redacted, so none is sent; take one that is known, see the lock file',
    );
  }
  return { live: true, line: 'tracing is live' };
}

/** Looks at this process. `Kafka` is the class of kafkajs, where the process uses it. */
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

// An initialised tracer makes spans with an id; the stand-in before init() makes spans that are all zero or random
// but never started, which only this internal field tells apart.
function isInitialised(): boolean {
  return (tracer as unknown as { _tracingInitialized?: boolean })._tracingInitialized === true;
}

// dd-trace's subclass of Kafka remembers the brokers under this name (dd-trace 6: datadog-instrumentations/kafkajs).
function isWrapped(Kafka: new (config: { brokers: string[]; logLevel: number }) => object): boolean {
  return '_brokers' in new Kafka({ brokers: ['127.0.0.1:1'], logLevel: 0 });
}
