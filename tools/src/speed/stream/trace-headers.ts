// Headers as the ingestor puts them on a record: whose trace it is, and whether that trace is kept. Pure.
import type { Random } from '../../traffic/random.ts';

/** W3C and Datadog headers of a trace that began in the ingestor. */
export function traceHeaders(random: Random, sampled: boolean): Record<string, string> {
  const [high, low, parent] = [hex64(random), hex64(random), hex64(random)];
  const priority = sampled ? '1' : '0';
  return {
    'x-datadog-trace-id': BigInt(`0x${low}`).toString(),
    'x-datadog-parent-id': BigInt(`0x${parent}`).toString(),
    'x-datadog-sampling-priority': priority,
    'x-datadog-tags': `_dd.p.tid=${high},_dd.p.dm=-3`,
    traceparent: `00-${high}${low}-${parent}-0${priority}`,
    tracestate: `dd=s:${priority};p:${parent};t.dm:-3`,
  };
}

function hex64(random: Random): string {
  const half = () =>
    Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return half() + half();
}
