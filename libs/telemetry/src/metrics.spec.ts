import { Metrics } from './metrics.ts';

describe('the metrics of a process', () => {
  it('are one however often they are asked for', async () => {
    const metrics = new Metrics();
    metrics.counter('orders_total', 'Orders', ['outcome']).inc({ outcome: 'done' });
    metrics.counter('orders_total', 'Orders', ['outcome']).inc({ outcome: 'done' });
    expect(await metrics.registry.metrics()).toContain('orders_total{outcome="done"} 2');
  });

  it('belong to one registry each, so that two applications in a process do not meet', async () => {
    const [first, second] = [new Metrics(), new Metrics()];
    first.gauge('depth', 'Depth').set(1);
    second.gauge('depth', 'Depth').set(2);
    expect(await first.registry.metrics()).toMatch(/^depth 1$/m);
  });

  it('count durations in seconds, and tell of the process itself', async () => {
    const metrics = new Metrics();
    metrics.durations('work_seconds', 'Work').observe(0.02);
    const text = await metrics.registry.metrics();
    expect(text).toMatch(/^work_seconds_bucket\{le="0.025"\} 1$/m);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });
});
