import { percent, toTable } from '../../table.ts';
import { generateDay } from '../../traffic/labelled/generate-day.ts';
import { countOutcome } from '../evaluate/counts.ts';
import { judgeByReference } from '../judge/judgement.ts';
import { replaceSection } from './keep-results.ts';
import { toJson, toPage, toResults } from './page.ts';

const day = generateDay({ seed: 21, transactions: 4_000 });
const counts = countOutcome(day, judgeByReference(day.requests));
const results = toResults(
  {
    run: 'quick',
    date: '2026-08-31',
    version: '1.2.3',
    judgedBy: 'pipeline',
    seeds: [21, 22],
    rules: [
      { id: 'ring', version: 2, mode: 'live', parameters: { windowMs: 3_600_000, ordering: 'unordered' } },
    ],
    flaggedDifferently: 0,
  },
  counts,
);

it('shows what was measured, on which data and with which thresholds', () => {
  const page = toPage(results);
  for (const text of [
    'an impression, not a result',
    'Days 21 to 22, 4,000 transactions',
    'ringtrace 1.2.3',
    'decides 0 of them differently',
    '| scatter-gather ',
    '| landlord ',
    '- `ring` v2: windowMs 3600000, ordering unordered',
    'recall of patterns within reach',
  ]) {
    expect(page).toContain(text);
  }
});

it('rounds shares to four digits and keeps counts', () => {
  expect(JSON.parse(toJson({ share: 1 / 3, count: 12_345, none: null }))).toEqual({
    share: 0.3333,
    count: 12_345,
    none: null,
  });
});

it('shows a share of nothing as a dash', () => {
  expect([percent(null), percent(0.0195), percent(1)]).toEqual(['–', '1.9 %', '100.0 %']);
});

it('pads columns, with words left and numbers right', () => {
  expect(toTable(['a', 'share'], [['ring', '1 %']])).toBe(
    '| a    | share |\n| ---- | ----: |\n| ring |   1 % |',
  );
});

it('replaces only the text between the marks', () => {
  const marks = ['<!-- results: written by npm run bench:quality -->', '<!-- end of results -->'];
  const text = `before\n${marks[0]}\nold\n${marks[1]}\nafter`;
  expect(replaceSection(text, 'new')).toBe(`before\n${marks[0]}\n\nnew\n\n${marks[1]}\nafter`);
  expect(replaceSection(replaceSection(text, 'new'), 'new')).toBe(replaceSection(text, 'new'));
  expect(() => replaceSection('no marks', 'new')).toThrow('lacks the marks');
});
