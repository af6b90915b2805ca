import type { KafkaRecord } from '../client/kafka-port.ts';
import { BatchQueue, type Lane } from './batch-queue.ts';

const limits = { minRecords: 4, maxRecords: 4, targetMs: 1_000 };

/** A lane of so many records, named by partition and number, that writes down how far it came. */
function lane(partition: number, count: number) {
  const records = Array.from(
    { length: count },
    (_, index) => ({ partition, offset: `${partition}${index}` }) as KafkaRecord,
  );
  const seen = { done: [] as string[], abandoned: false };
  const made: Lane = {
    records,
    isAbandoned: () => seen.abandoned,
    advance: async ({ offset }, left) => {
      seen.done.push(`${offset}, ${left} left`);
    },
  };
  return Object.assign(made, { seen });
}

/** Batches, by the offsets that they hold, each under way until it is told to end. */
function batches(atOnce = 1) {
  const begun: { offsets: string[]; isAbandoned: () => boolean; end: PromiseWithResolvers<void> }[] = [];
  const queue = new BatchQueue(
    (records, isAbandoned) => {
      const end = Promise.withResolvers<void>();
      begun.push({ offsets: records.map(({ offset }) => offset), isAbandoned, end });
      return end.promise;
    },
    limits,
    atOnce,
  );
  return { queue, begun };
}

const turn = () => new Promise(setImmediate);
const offsets = (begun: { offsets: string[] }[]) => begun.map((batch) => batch.offsets.join(' '));

describe('what waits of several partitions', () => {
  it('is worked on together, and each partition hears how far it has come', async () => {
    const { queue, begun } = batches();
    const [one, two] = [lane(1, 2), lane(2, 2)];
    const works = [queue.work(one), queue.work(two)];
    await turn();
    expect(offsets(begun)).toEqual(['10 11 20 21']);
    expect([one.seen.done, two.seen.done]).toEqual([[], []]);
    begun[0]?.end.resolve();
    await Promise.all(works);
    expect([one.seen.done, two.seen.done]).toEqual([['11, 0 left'], ['21, 0 left']]);
  });

  it('is shared out in order: who has waited longest comes first, what is left waits again', async () => {
    const { queue, begun } = batches();
    const works = [queue.work(lane(1, 5)), queue.work(lane(2, 2)), queue.work(lane(3, 1))];
    for (const batch of [0, 1]) {
      await turn();
      begun[batch]?.end.resolve();
    }
    await Promise.all(works);
    expect(offsets(begun)).toEqual(['10 11 12 13', '20 21 30 14']);
  });

  it('is in one batch at a time, however many there may be', async () => {
    const { queue, begun } = batches(3);
    const works = [queue.work(lane(1, 8)), queue.work(lane(2, 1))];
    await turn();
    expect(offsets(begun)).toEqual(['10 11 12 13', '20']);
    begun[1]?.end.resolve();
    await works[1];
    expect(begun).toHaveLength(2);
    begun[0]?.end.resolve();
    await turn();
    expect(offsets(begun.slice(2))).toEqual(['14 15 16 17']);
    begun[2]?.end.resolve();
    await works[0];
  });
});

describe('a batch that fails', () => {
  it('ends all of its partitions, none of which has come further; others go on', async () => {
    const { queue, begun } = batches();
    const [one, two, three] = [lane(1, 2), lane(2, 2), lane(3, 1)];
    const [first, second, third] = [queue.work(one), queue.work(two), queue.work(three)];
    await turn();
    begun[0]?.end.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await expect(second).rejects.toThrow('away');
    await turn();
    begun[1]?.end.resolve();
    await third;
    expect([one, two, three].map(({ seen }) => seen.done)).toEqual([[], [], ['30, 0 left']]);
  });

  it('does not take along the others when a partition cannot go on after it', async () => {
    const { queue, begun } = batches();
    const lost = Object.assign(lane(1, 2), { advance: () => Promise.reject(new Error('not a member')) });
    const [first, second] = [queue.work(lost), queue.work(lane(2, 2))];
    await turn();
    begun[0]?.end.resolve();
    await expect(first).rejects.toThrow('not a member');
    await expect(second).resolves.toBeUndefined();
  });
});

describe('an abandoned partition', () => {
  it('is told to the batch that holds some of it, and is in no further one', async () => {
    const { queue, begun } = batches();
    const [one, two] = [lane(1, 2), lane(2, 8)];
    const works = [queue.work(one), queue.work(two)];
    await turn();
    expect(begun[0]?.isAbandoned()).toBe(false);
    two.seen.abandoned = true;
    expect(begun[0]?.isAbandoned()).toBe(true);
    begun[0]?.end.resolve();
    await Promise.all(works);
    expect([one.seen.done, two.seen.done]).toEqual([['11, 0 left'], ['21, 6 left']]);
    expect(begun).toHaveLength(1);
  });

  it('that waits is left without having begun', async () => {
    const { queue, begun } = batches();
    const gone = lane(1, 2);
    gone.seen.abandoned = true;
    await queue.work(gone);
    expect([begun, gone.seen.done]).toEqual([[], []]);
  });
});

it('batches grow while they are full and quick', async () => {
  const sizes: number[] = [];
  const growing = new BatchQueue(
    async (records) => {
      sizes.push(records.length);
    },
    { minRecords: 2, maxRecords: 6, targetMs: 1_000 },
    1,
  );
  await growing.work(lane(1, 18));
  expect(sizes).toEqual([2, 4, 6, 6]);
});
