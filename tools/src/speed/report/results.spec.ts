import { type Results, toJson, toMarkdown } from './results.ts';

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

it('writes numbers as exact as they are, and none where there is none', () => {
  const { measures } = JSON.parse(toJson(results));
  expect(measures.drain.rows[0].value).toBe(0.66667);
  expect(measures.drain.detail.seconds).toEqual([1.2346, null]);
});

it('says on its page that a quick run is none to quote, and on what machine it ran', () => {
  const page = toMarkdown(results);
  for (const text of ['a look, not a result', '0.667', 'few runs', 'Some CPU', '-Xmx1g', '"rounds":3'])
    expect(page).toContain(text);
});
