// Valid queries, and the mistakes that Datadog would refuse or, worse, answer with an empty graph.

import type { ReceivedSpan } from '@ringtrace/tools';
import {
  parseFormula,
  parseMetricQuery,
  parseMonitorQuery,
  parseSpanQuery,
  type SpanUse,
  spansOf,
} from './queries.ts';

describe('a metric query', () => {
  it('yields the metric and the tags it uses', () => {
    const text =
      'sum:a.b.count{$env AND (service:x OR service:y) AND kind NOT IN (c,d) AND NOT resource_name:get_/health/*} by {kind,service}.as_count()';
    expect(parseMetricQuery(text)).toEqual([
      {
        aggregator: 'sum',
        metric: 'a.b.count',
        filters: [
          { key: 'service', values: ['x'], negated: false },
          { key: 'service', values: ['y'], negated: false },
          { key: 'kind', values: ['c', 'd'], negated: true },
          { key: 'resource_name', values: ['get_/health/*'], negated: true },
        ],
        variables: ['env'],
        groupBy: ['kind', 'service'],
        modifiers: ['as_count'],
      },
    ]);
  });

  it('may combine several metrics arithmetically', () => {
    const text =
      '100 * (sum:a{*}.as_count() - default_zero(sum:b{x:1.0}.as_count())) / max:c{*}.rollup(count, 60)';
    expect(parseMetricQuery(text).map(({ metric }) => metric)).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['an unknown aggregator', 'total:a{*}'],
    ['no scope', 'sum:a'],
    ['an open scope', 'sum:a{env:x'],
    ['a scope with a comma and AND', 'sum:a{env:x AND b:c,d:e}'],
    ['an unknown modifier', 'sum:a{*}.as_number()'],
    ['an unknown function', 'derivate(sum:a{*})'],
    ['a missing operand', 'sum:a{*} +'],
    ['a missing bracket', '(sum:a{*} + 1'],
    ['a name instead of a metric', 'a / b'],
  ])('with %s is refused', (_, text) => {
    expect(() => parseMetricQuery(text)).toThrow(SyntaxError);
  });
});

describe('a monitor’s query', () => {
  it('has a window, an expression and a threshold', () => {
    expect(parseMonitorQuery('min(last_15m):sum:a{env:%env%} by {b} > 0.5')).toMatchObject({
      window: '15m',
      comparator: '>',
      threshold: 0.5,
      uses: [{ metric: 'a', filters: [{ key: 'env', values: ['%env%'] }], groupBy: ['b'] }],
    });
  });

  it.each([
    'sum:a{*} > 1',
    'sum(last_5m):sum:a{*}',
    'sum(last_5m):sum:a{*} > many',
    'p99(last_5m):sum:a{*} > 1',
  ])('is refused without one of them: %s', (text) => {
    expect(() => parseMonitorQuery(text)).toThrow(SyntaxError);
  });
});

describe('a formula', () => {
  it('refers to queries by name', () => {
    expect(parseFormula('100 * (a - default_zero(b1)) / a', ['a', 'b1', 'c'])).toEqual(['a', 'b1']);
    expect(() => parseFormula('a / d', ['a'])).toThrow('no query is named d');
  });
});

const parse = (query: string, ...facets: string[]): SpanUse =>
  parseSpanQuery(
    { data_source: 'spans', search: { query }, group_by: facets.map((facet) => ({ facet })) },
    'here',
  );
const span = (name: string, tags: Record<string, string>, error = false) =>
  ({ name, resource: 'GET /x', service: 'shop', error, tags }) as ReceivedSpan;

const of = (user: string) => span('web', { 'usr.id': user });
const nobody = span('web', {});
const failed = span('consume', { 'usr.id': 'a' }, true);
const all = [of('a'), of('anonymous'), nobody, failed];

it.each([
  ['$env ($one OR $two) operation_name:web', [of('a'), of('anonymous'), nobody]],
  ['@usr.id:* -@usr.id:anonymous', [of('a'), failed]],
  ['status:error @usr.id:*', [failed]],
  ['-@usr.id:*', [nobody]],
  ['@usr.email:*', []],
])('%s finds what it means', (query, expected) => {
  expect(spansOf(parse(query), all)).toEqual(expected);
});

it('requires the tag it groups by', () => {
  expect(spansOf(parse('operation_name:web', '@usr.id', 'resource_name'), all)).toEqual([
    of('a'),
    of('anonymous'),
  ]);
});

it.each(['web', '@usr.id', '(a OR b)', '@usr.id:', '$env:x y'])('rejects the search %s', (query) => {
  expect(() => parse(query)).toThrow(SyntaxError);
});
