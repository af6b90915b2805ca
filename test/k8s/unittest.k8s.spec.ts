// The charts' own tests, run by helm-unittest.
import { ourCharts } from './charts.ts';
import { helmUnittest } from './tools.ts';

describe.each(ourCharts)('charts/%s', (chart) => {
  it('passes its own tests, and has some', async () => {
    const said = await helmUnittest([`charts/${chart}`]);
    const [, counts = ''] = /^Tests:\s+(.+)$/m.exec(said) ?? [];
    const [, passed, total] = /^(\d+) passed, (\d+) total$/.exec(counts) ?? [];
    expect(Number(total)).toBeGreaterThan(0);
    expect(passed).toBe(total);
  });
});
