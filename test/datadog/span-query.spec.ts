import type { ReceivedSpan } from '@ringtrace/tools';
import { parseSpanQuery, type SpanUse, spansOf } from './span-query.ts';

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
