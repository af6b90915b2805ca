import { Random } from '../traffic/random.ts';
import { traceHeaders } from './kafka.ts';

it.each([
  [true, '1'],
  [false, '0'],
])('carries the sampling decision in both formats: %s', (sampled, priority) => {
  const headers = traceHeaders(new Random(1), sampled);
  expect(headers['x-datadog-sampling-priority']).toBe(priority);
  expect(headers.traceparent).toMatch(new RegExp(`^00-[0-9a-f]{32}-[0-9a-f]{16}-0${priority}$`));
  expect(headers.tracestate).toMatch(new RegExp(`^dd=s:${priority};`));
});

it('names the same trace in both formats', () => {
  const headers = traceHeaders(new Random(2), true);
  const [, traceId = '', parentId] = headers.traceparent?.split('-') ?? [];
  expect(BigInt(headers['x-datadog-trace-id'] ?? 0)).toBe(BigInt(`0x${traceId.slice(16)}`));
  expect(BigInt(headers['x-datadog-parent-id'] ?? 0)).toBe(BigInt(`0x${parentId}`));
  expect(headers['x-datadog-tags']).toContain(`_dd.p.tid=${traceId.slice(0, 16)}`);
});
