import { rowFields } from './graph-vocabulary.ts';
import { asColumns, columnsOf, mapsOfColumns } from './rule-columns.ts';

const of = (query: string, parameters = {}) =>
  columnsOf({ cypher: `UNWIND $rows AS row ${query}`, parameters });

describe('columnsOf', () => {
  it.each([
    ['fields that the query names', 'RETURN row.card, row.amountMinor', ['id', 'amountMinor', 'card']],
    ['fields under another name of the row', 'WITH row AS r WHERE r.device = 1', ['id', 'device']],
    ['fields named by a string', "RETURN [f IN ['card', 'ip'] | row[f]]", ['id', 'card', 'ip']],
    ['fields in a projection', 'RETURN row {.type}', ['id', 'type']],
    ['no fields whose names are only contained in others', 'RETURN row.cards, deviceId', ['id']],
  ])('selects %s', (_, query, columns) => {
    expect(of(query)).toEqual(columns);
  });

  it('selects fields that a threshold of the header names', () => {
    expect(of('RETURN row[$by]', { by: 'merchant' })).toEqual(['id', 'merchant']);
  });

  it.each(['RETURN properties(row)', 'UNWIND keys (row) AS key', 'RETURN row {.*}'])(
    'selects all fields when the query does not name them: %s',
    (query) => {
      expect(of(query)).toEqual(rowFields);
    },
  );
});

describe('asColumns and mapsOfColumns', () => {
  it('send values without field names and restore the names in the database', () => {
    expect(asColumns(['id', 'card'], [{ id: 't', card: null, device: 'd' }])).toEqual([['t', null]]);
    expect(mapsOfColumns(['id', 'card'], '$list')).toBe('[v IN $list | {id: v[0], card: v[1]}]');
  });
});
