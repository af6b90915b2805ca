import { rowFields } from './graph-vocabulary.ts';
import { asColumns, columnsOf, mapsOfColumns } from './rule-columns.ts';

const of = (query: string, parameters = {}) =>
  columnsOf({ cypher: `UNWIND $rows AS row ${query}`, parameters });

describe('the fields that are sent of a row', () => {
  it.each([
    ['those that the query names', 'RETURN row.card, row.amountMinor', ['id', 'amountMinor', 'card']],
    ['under another name of the row', 'WITH row AS r WHERE r.device = 1', ['id', 'device']],
    ['by a text', "RETURN [f IN ['card', 'ip'] | row[f]]", ['id', 'card', 'ip']],
    ['in a projection', 'RETURN row {.type}', ['id', 'type']],
    ['not what only looks like one', 'RETURN row.cards, deviceId', ['id']],
  ])('are %s', (_, query, columns) => {
    expect(of(query)).toEqual(columns);
  });

  it('are what a threshold of the header names, too', () => {
    expect(of('RETURN row[$by]', { by: 'merchant' })).toEqual(['id', 'merchant']);
  });

  it.each(['RETURN properties(row)', 'UNWIND keys (row) AS key', 'RETURN row {.*}'])(
    'are all of them where the query takes a row apart: %s',
    (query) => {
      expect(of(query)).toEqual(rowFields);
    },
  );

  it('are sent without their names, which the database gives them back', () => {
    expect(asColumns(['id', 'card'], [{ id: 't', card: null, device: 'd' }])).toEqual([['t', null]]);
    expect(mapsOfColumns(['id', 'card'], '$list')).toBe('[v IN $list | {id: v[0], card: v[1]}]');
  });
});
