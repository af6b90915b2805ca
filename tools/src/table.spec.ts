import { toColumns } from './table.ts';

describe('toColumns', () => {
  it('pads every column but leaves no trailing blanks', () => {
    expect(
      toColumns([
        ['name', 'pid'],
        ['kafka', '1'],
      ]),
    ).toBe('name   pid\nkafka  1');
  });
});
