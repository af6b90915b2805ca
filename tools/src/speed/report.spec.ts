import { isReached, type Results, type Row, toJson, toMarkdown, toNotes, toResultTable } from './report.ts';

const results: Results = {
  mode: 'quick',
  startedAt: '2026-08-01T12:00:00.000Z',
  tookSeconds: 240,
  machine: {
    cores: 2,
    cpuModel: 'Some CPU',
    memoryGb: 23,
    node: '24',
    java: 'openjdk 17',
    kafka: '4.3.1',
    neo4j: '5.26.30',
    jvm: { kafka: ['-Xmx512m'], neo4j: ['-Xmx1g'] },
  },
  settings: { rules: 'all', amounts: { rounds: 3 } },
  measures: {
    drain: {
      rows: [{ measure: 'a ratio', value: 2 / 3, note: 'few runs' }],
      detail: { seconds: [1.23456789, Number.NaN] },
    },
  },
};

it('rounds numbers, and writes null if there is none', () => {
  const { measures } = JSON.parse(toJson(results));
  expect(measures.drain.rows[0].value).toBe(0.66667);
  expect(measures.drain.detail.seconds).toEqual([1.2346, null]);
});

it('marks a quick run as such and describes the machine', () => {
  const page = toMarkdown(results);
  for (const text of ['an impression, not a result', '0.667', 'few runs', 'Some CPU', '-Xmx1g', '"rounds":3'])
    expect(page).toContain(text);
});

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

it('shows measured values and targets side by side', () => {
  expect(toResultTable(rows)).toBe(
    [
      '| measure | measured     | reach    | reached | single runs    |',
      '| ------- | ------------ | -------- | ------- | -------------- |',
      '| a ratio | 0.951        | ≥ 0.85   | yes     | 0.8 to 1.1 (7) |',
      '| memory  | 312 MB       | ≤ 300 MB | no      |                |',
      '| a speed | 12,346       |          |         |                |',
      '| broken  | not measured | ≤ 1      |         |                |',
    ].join('\n'),
  );
});

it('lists the notes of rows', () => {
  expect(toNotes(rows)).toBe('- memory: at its peak');
});

it('is reached at the limit', () => {
  expect(isReached({ measure: 'm', value: 1, reach: { op: '>=', value: 1 } })).toBe(true);
  expect(isReached({ measure: 'm', value: 1, reach: { op: '<=', value: 1 } })).toBe(true);
  expect(isReached({ measure: 'm', value: 1 })).toBeUndefined();
});
