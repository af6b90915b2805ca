import { Metrics } from './metrics.ts';

describe('metrics', () => {
  it('with the same name are the same metric', async () => {
    const metrics = new Metrics();
    metrics.counter('orders_total', 'Orders', ['outcome']).inc({ outcome: 'done' });
    metrics.counter('orders_total', 'Orders', ['outcome']).inc({ outcome: 'done' });
    expect(await metrics.registry.metrics()).toContain('orders_total{outcome="done"} 2');
  });

  it('of two applications in one process do not mix', async () => {
    const [first, second] = [new Metrics(), new Metrics()];
    first.gauge('depth', 'Depth').set(1);
    second.gauge('depth', 'Depth').set(2);
    expect(await first.registry.metrics()).toMatch(/^depth 1$/m);
  });

  it('include durations in seconds and default metrics of the process', async () => {
    const metrics = new Metrics();
    metrics.durations('work_seconds', 'Work').observe(0.02);
    const text = await metrics.registry.metrics();
    expect(text).toMatch(/^work_seconds_bucket\{le="0.025"\} 1$/m);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });
});
