// The Prometheus registry of the process. Labels are names of topics, rules and routes, never identifiers.
import { Injectable } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** In seconds: from a fast append to a verdict that waited for the database to recover. */
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    // CPU, memory, event loop lag, garbage collection and open handles of this process.
    collectDefaultMetrics({ register: this.registry });
  }

  counter<Label extends string>(name: string, help: string, labelNames: Label[] = []): Counter<Label> {
    return (
      this.find<Counter<Label>>(name) ?? new Counter({ name, help, labelNames, registers: [this.registry] })
    );
  }

  gauge<Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> {
    return this.find<Gauge<Label>>(name) ?? new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  /** A histogram of durations in seconds. */
  durations<Label extends string>(name: string, help: string, labelNames: Label[] = []): Histogram<Label> {
    return (
      this.find<Histogram<Label>>(name) ??
      new Histogram({ name, help, labelNames, buckets: durationBuckets, registers: [this.registry] })
    );
  }

  private find<M>(name: string): M | undefined {
    return this.registry.getSingleMetric(name) as M | undefined;
  }
}
