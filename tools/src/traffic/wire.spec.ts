import { Random } from './random.ts';
import { sendingOrder } from './wire.ts';

const items = Array.from({ length: 500 }, (_, index) => index);

describe('sendingOrder', () => {
  it('keeps the order when nothing is late or duplicated', () => {
    expect(sendingOrder(new Random(1), items, { late: 0, duplicates: 0 })).toEqual(items);
  });

  it('reorders but loses nothing when some are late', () => {
    const sent = sendingOrder(new Random(1), items, { late: 0.3, duplicates: 0 });
    expect(sent).not.toEqual(items);
    expect(sent.toSorted((a, b) => a - b)).toEqual(items);
  });

  it('sends a duplicate after its original', () => {
    const sent = sendingOrder(new Random(1), items, { late: 0, duplicates: 1 });
    expect(sent).toHaveLength(1_000);
    for (const item of items) expect(sent.lastIndexOf(item)).toBeGreaterThan(sent.indexOf(item));
  });
});
