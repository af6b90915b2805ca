// Metrics of a process that ends before anybody could read its /metrics: sent to the agent's DogStatsD port, at the latest when
// the process ends by itself. Without an agent nothing happens.
import { tracer } from './tracer.ts';

type MetricTags = Record<string, string>;

export function sendGauge(name: string, value: number, tags: MetricTags = {}): void {
  tracer.dogstatsd.gauge(name, value, tags);
}

export function sendCount(name: string, count: number, tags: MetricTags = {}): void {
  tracer.dogstatsd.increment(name, count, tags);
}
