import { UsageError } from '../program.ts';
import { readOptions } from './options.ts';

const read = (words: string) => readOptions(words.split(' ').filter((word) => word !== ''));

it('runs the held-back days through the pipeline by default', () => {
  expect(read('')).toMatchObject({
    run: 'full',
    tune: false,
    byReference: false,
    transactions: 20_000,
    gate: false,
  });
  expect(read('').seeds).toEqual([111, 112, 113, 114, 115, 116]);
});

it('never tunes on held-back days', () => {
  const { seeds } = read('--tune');
  expect(seeds).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(seeds.filter((seed) => read('').seeds.includes(seed))).toEqual([]);
});

it.each([
  ['--quick', { run: 'quick', seeds: [111, 112], transactions: 10_000 }],
  ['--reference', { run: 'full', byReference: true }],
  ['--tune', { run: 'full', tune: true, byReference: true }],
  ['--seeds 7', { run: 'own', seeds: [7] }],
  ['--seeds 7-9 --transactions 5000', { run: 'own', seeds: [7, 8, 9], transactions: 5_000 }],
  ['--csv data --compress 24', { run: 'csv', csvFolder: 'data', compress: 24 }],
  ['--rules mine --gate', { run: 'own', rulesFolder: 'mine', gate: true }],
  ['-h', { help: true }],
])('reads %s', (words, expected) => {
  expect(read(words)).toMatchObject(expected);
});

it.each([
  ['--speed', "Unknown option '--speed'"],
  ['--quick --tune', '--quick and --tune cannot be combined'],
  ['--tune --csv data', '--tune and --csv cannot be combined'],
  ['--rules mine --reference', '--rules needs the pipeline'],
  ['--csv data --seeds 1', '--seeds and --transactions cannot be used with --csv'],
  ['--compress 24', '--compress needs --csv'],
  ['--seeds 9-7', '--seeds takes a number or a range'],
  ['--seeds 4294967296', '--seeds takes a number or a range'],
  ['--transactions 10', '--transactions takes a whole number from 2000 to 1000000'],
])('refuses %s', (words, message) => {
  expect(() => read(words)).toThrow(UsageError);
  expect(() => read(words)).toThrow(message);
});
