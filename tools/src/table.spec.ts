import { toColumns } from './table.ts';

describe('toColumns', () => {
  it('pads columns without trailing blanks', () => {
    expect(
      toColumns([
        ['name', 'pid'],
        ['kafka', '1'],
      ]),
    ).toBe('name   pid\nkafka  1');
  });
});
