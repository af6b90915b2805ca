// What the simulation does without: metrics, and logs but for warnings in the trace.
import type { Logger, Metrics } from '@ringtrace/telemetry';
import type { Process } from './clock.ts';
import type { World } from './world.ts';

const nothing = () => undefined;
const metric = { inc: nothing, set: nothing, observe: nothing, reset: nothing };

export const silentMetrics = {
  counter: () => metric,
  gauge: () => metric,
  durations: () => metric,
} as unknown as Metrics;

export function tracingLogger(world: World, process: Process): Logger {
  const warn = ({ error, ...fields }: Record<string, unknown>, text: string) => {
    world.trace(() => {
      const details = error === undefined ? fields : { ...fields, error: String(error) };
      return `${process.name} logs: ${text} ${JSON.stringify(details)}`;
    });
  };
  return { debug: nothing, info: nothing, warn, error: warn } as unknown as Logger;
}
