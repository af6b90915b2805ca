import { readFileSync } from 'node:fs';
import { applied } from '../load.ts';
import { plantedBugs } from './bugs.ts';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

describe('planted bugs', () => {
  it.each(plantedBugs.map((bug) => [bug.name, bug]))('%s: applies to the source as it is', (_name, bug) => {
    const source = read(bug.file);
    expect(applied(bug, source)).not.toBe(source);
  });

  it('a bug that no longer applies says so', () => {
    const [bug] = plantedBugs;
    expect(() => applied(bug as never, 'other code')).toThrow('0 times, not once: adapt the planted bug');
  });
});
