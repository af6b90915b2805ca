// Columns line up; nothing trails.
import { table } from './table.ts';

describe('table', () => {
  it('pads every column but leaves no trailing blanks', () => {
    expect(
      table([
        ['name', 'pid'],
        ['kafka', '1'],
      ]),
    ).toBe('name   pid\nkafka  1');
  });
});
