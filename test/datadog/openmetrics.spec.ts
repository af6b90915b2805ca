// The expected names are those that the agent's own check produced for this page.
import { EmittedMetrics } from './emitted.ts';
import { addOpenMetrics, familyNames } from './openmetrics.ts';

const page = `# HELP a_total Things
# TYPE a_total counter
a_total{outcome="done",route="/v1/x/:id"} 3
a_total{outcome="Not Done"} 1
# HELP b_seconds Time
# TYPE b_seconds histogram
b_seconds_bucket{le="0.5",rule="ring"} 1
b_seconds_bucket{le="10",rule="ring"} 2
b_seconds_bucket{le="+Inf",rule="ring"} 2
b_seconds_sum{rule="ring"} 4.5
b_seconds_count{rule="ring"} 2
# HELP c Level
# TYPE c gauge
c{partition="0"} 7
# HELP d Not in the mapping
# TYPE d gauge
d 1
# HELP e_total Nothing yet
# TYPE e_total counter
`;

it('maps counters to .count, histograms to .bucket, .count and .sum, and gauges to themselves', () => {
  const emitted = new EmittedMetrics();
  const mapping = { a: 'things', b_seconds: 'time', c: 'level' };
  addOpenMetrics(emitted, page, { mapping, namespace: 'app' }, { service: 's' });
  const all = emitted.names().map((name) => {
    const { kind, tags } = emitted.get(name) ?? { tags: [] };
    return [name, kind, Object.fromEntries([...tags].map(([key, values]) => [key, [...values]]))];
  });
  const service = ['s'];
  expect(all).toEqual([
    ['app.things.count', 'count', { service, outcome: ['done', 'not_done'], route: ['/v1/x/:id'] }],
    ['app.time.bucket', 'count', { service, rule: ['ring'], upper_bound: ['0.5', '10.0'] }],
    ['app.time.sum', 'count', { service, rule: ['ring'] }],
    ['app.time.count', 'count', { service, rule: ['ring'] }],
    ['app.level', 'gauge', { service, partition: ['0'] }],
  ]);
  expect(familyNames(page)).toEqual(['a', 'b_seconds', 'c', 'd']);
});
