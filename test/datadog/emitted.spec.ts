// Each mistake that the check exists for, made once.
import { EmittedMetrics, problemsOf } from './emitted.ts';
import { parseMetricQuery } from './queries.ts';

const emitted = new EmittedMetrics();
emitted.add('a.count', 'count', { env: 'local', outcome: 'accepted' });
emitted.add('b', 'gauge', { env: 'local', partition: '0' });
emitted.add('trace.c', 'distribution', { env: 'local', resource_name: 'GET /health/ready' });
const variables = new Map([['env', 'env']]);
const rareValues = new Set(['outcome:rare']);

function problems(query: string): string[] {
  const uses = parseMetricQuery(query).map((use) => ({ ...use, place: 'here' }));
  return problemsOf(uses, { emitted, variables, rareValues }).map((line) => line.replace(/^here: \S+: /, ''));
}

it.each([
  'sum:a.count{$env AND outcome IN (accepted,rare)} by {outcome}.as_count()',
  'max:b{env:%env%} by {partition}',
  'p99:trace.c{NOT resource_name:get_/health/*}',
])('finds nothing wrong with %s', (query) => {
  expect(problems(query)).toEqual([]);
});

it.each([
  ['sum:a{*}', 'nothing sends it'],
  ['sum:a.count{*}', 'a count needs as_count() or as_rate()'],
  ['sum:b{*}.as_count()', 'a gauge is not counted'],
  ['p95:b{*}', 'a gauge has no percentiles'],
  ['max:b{topic:x}', 'no tag topic'],
  ['max:b{*} by {topic}', 'no tag topic'],
  ['max:b{$cluster}', 'no tag $cluster'],
  ['sum:a.count{outcome:acepted}.as_count()', 'outcome is never acepted'],
  ['p99:trace.c{resource_name:post_*}', 'resource_name is never post_*'],
])('finds what is wrong with %s', (query, problem) => {
  expect(problems(query)).toEqual([problem]);
});
