import { isReached, type Row } from './reach.ts';
import { toNotes, toTable } from './table.ts';

const rows: Row[] = [
  {
    measure: 'a ratio',
    value: 0.9512,
    reach: { op: '>=', value: 0.85 },
    spread: { least: 0.8, most: 1.104, runs: 7 },
  },
  { measure: 'memory', value: 312, unit: 'MB', reach: { op: '<=', value: 300 }, note: 'at its peak' },
  { measure: 'a speed', value: 12_345.6 },
  { measure: 'broken', value: Number.NaN, reach: { op: '<=', value: 1 } },
];

it('puts measured values and what is wanted side by side', () => {
  expect(toTable(rows)).toBe(
    [
      '| measure | measured     | reach    | reached | single runs    |',
      '|---------|--------------|----------|---------|----------------|',
      '| a ratio | 0.951        | ≥ 0.85   | yes     | 0.8 to 1.1 (7) |',
      '| memory  | 312 MB       | ≤ 300 MB | no      |                |',
      '| a speed | 12,346       |          |         |                |',
      '| broken  | not measured | ≤ 1      |         |                |',
    ].join('\n'),
  );
});

it('says what there is to say about a row', () => {
  expect(toNotes(rows)).toBe('- memory: at its peak');
});

it('reaches at the border', () => {
  expect(isReached({ measure: 'm', value: 1, reach: { op: '>=', value: 1 } })).toBe(true);
  expect(isReached({ measure: 'm', value: 1, reach: { op: '<=', value: 1 } })).toBe(true);
  expect(isReached({ measure: 'm', value: 1 })).toBeUndefined();
});
