import type { KafkaRecord } from '../client/kafka-port.ts';
import { BatchQueue, type QueuedChunk } from './batch-queue.ts';
import type { StoppedPartition } from './partition-waits.ts';

const limits = { minRecords: 4, maxRecords: 4, targetMs: 1_000 };

/** A chunk of `count` records, named by partition and number, that notes how far it has advanced. */
function chunkOf(partition: number, count: number) {
  const records = Array.from(
    { length: count },
    (_, index) => ({ partition, offset: `${partition}${index}` }) as KafkaRecord,
  );
  const seen = { done: [] as string[], abandoned: false, stopped: [] as StoppedPartition[] };
  const chunk: QueuedChunk = {
    records,
    alone: 0,
    stop: (at) => seen.stopped.push(at),
    isAbandoned: () => seen.abandoned,
    advance: async ({ offset }, left) => {
      seen.done.push(`${offset}, ${left} left`);
    },
  };
  return Object.assign(chunk, { seen });
}

/** A queue whose batches run until the test ends them. */
function queueOf(maxConcurrentBatches = 1) {
  const stops: StoppedPartition[] = [];
  const started: { offsets: string[]; isAbandoned: () => boolean; end: PromiseWithResolvers<void> }[] = [];
  const queue = new BatchQueue(
    (records, isAbandoned) => {
      const end = Promise.withResolvers<void>();
      started.push({ offsets: records.map(({ offset }) => offset), isAbandoned, end });
      return end.promise.then(() => stops.splice(0));
    },
    limits,
    maxConcurrentBatches,
  );
  return { queue, started, stops };
}

const turn = () => new Promise(setImmediate);
const offsets = (started: { offsets: string[] }[]) => started.map((batch) => batch.offsets.join(' '));

describe('a batch queue with chunks of several partitions', () => {
  it('puts them into one batch and advances each chunk', async () => {
    const { queue, started } = queueOf();
    const [one, two] = [chunkOf(1, 2), chunkOf(2, 2)];
    const processed = [queue.process(one), queue.process(two)];
    await turn();
    expect(offsets(started)).toEqual(['10 11 20 21']);
    expect([one.seen.done, two.seen.done]).toEqual([[], []]);
    started[0]?.end.resolve();
    await Promise.all(processed);
    expect([one.seen.done, two.seen.done]).toEqual([['11, 0 left'], ['21, 0 left']]);
  });

  it('takes the longest-waiting chunk first, and queues the rest of a chunk again', async () => {
    const { queue, started } = queueOf();
    const processed = [
      queue.process(chunkOf(1, 5)),
      queue.process(chunkOf(2, 2)),
      queue.process(chunkOf(3, 1)),
    ];
    for (const batch of [0, 1]) {
      await turn();
      started[batch]?.end.resolve();
    }
    await Promise.all(processed);
    expect(offsets(started)).toEqual(['10 11 12 13', '20 21 30 14']);
  });

  it('has a partition in one batch at a time when batches run concurrently', async () => {
    const { queue, started } = queueOf(3);
    const processed = [queue.process(chunkOf(1, 8)), queue.process(chunkOf(2, 1))];
    await turn();
    expect(offsets(started)).toEqual(['10 11 12 13', '20']);
    started[1]?.end.resolve();
    await processed[1];
    expect(started).toHaveLength(2);
    started[0]?.end.resolve();
    await turn();
    expect(offsets(started.slice(2))).toEqual(['14 15 16 17']);
    started[2]?.end.resolve();
    await processed[0];
  });
});

describe('a batch queue when a batch fails', () => {
  it('rejects all chunks in the batch without advancing them, and goes on with the others', async () => {
    const { queue, started } = queueOf();
    const [one, two, three] = [chunkOf(1, 2), chunkOf(2, 2), chunkOf(3, 1)];
    const [first, second, third] = [queue.process(one), queue.process(two), queue.process(three)];
    await turn();
    started[0]?.end.reject(new Error('unavailable'));
    await expect(first).rejects.toThrow('unavailable');
    await expect(second).rejects.toThrow('unavailable');
    await turn();
    started[1]?.end.resolve();
    await third;
    expect([one, two, three].map(({ seen }) => seen.done)).toEqual([[], [], ['30, 0 left']]);
  });

  it('rejects only the chunk that fails to advance', async () => {
    const { queue, started } = queueOf();
    const lost = Object.assign(chunkOf(1, 2), { advance: () => Promise.reject(new Error('not a member')) });
    const [first, second] = [queue.process(lost), queue.process(chunkOf(2, 2))];
    await turn();
    started[0]?.end.resolve();
    await expect(first).rejects.toThrow('not a member');
    await expect(second).resolves.toBeUndefined();
  });
});

describe('a batch queue when a chunk is abandoned', () => {
  it('tells the running batch, and takes no more records of the chunk', async () => {
    const { queue, started } = queueOf();
    const [one, two] = [chunkOf(1, 2), chunkOf(2, 8)];
    const processed = [queue.process(one), queue.process(two)];
    await turn();
    expect(started[0]?.isAbandoned()).toBe(false);
    two.seen.abandoned = true;
    expect(started[0]?.isAbandoned()).toBe(true);
    started[0]?.end.resolve();
    await Promise.all(processed);
    expect([one.seen.done, two.seen.done]).toEqual([['11, 0 left'], ['21, 6 left']]);
    expect(started).toHaveLength(1);
  });

  it('never starts a chunk that is abandoned while it waits', async () => {
    const { queue, started } = queueOf();
    const gone = chunkOf(1, 2);
    gone.seen.abandoned = true;
    await queue.process(gone);
    expect([started, gone.seen.done]).toEqual([[], []]);
  });
});

describe('a batch queue when a partition must wait', () => {
  const stopAt = (partition: number, offset: string) => ({ partition, offset }) as StoppedPartition;

  it('advances its chunk up to the waiting record, gives up the rest, and goes on with the others', async () => {
    const { queue, started, stops } = queueOf();
    const [one, two] = [chunkOf(1, 3), chunkOf(2, 3)];
    const processed = [queue.process(one), queue.process(two)];
    await turn();
    stops.push(stopAt(1, '11'));
    started[0]?.end.resolve();
    await processed[0];
    await turn();
    started[1]?.end.resolve();
    await processed[1];
    expect(offsets(started)).toEqual(['10 11 12 20', '21 22']);
    expect([one.seen.done, two.seen.done]).toEqual([['10, 2 left'], ['20, 2 left', '22, 0 left']]);
    expect([one.seen.stopped, two.seen.stopped]).toEqual([[stopAt(1, '11')], []]);
  });

  it('retries the records that waited in a batch of their own', async () => {
    const { queue, started } = queueOf();
    const waited = Object.assign(chunkOf(2, 3), { alone: 1 });
    const processed = [queue.process(chunkOf(1, 1)), queue.process(waited), queue.process(chunkOf(3, 1))];
    for (const batch of [0, 1, 2]) {
      await turn();
      started[batch]?.end.resolve();
    }
    await Promise.all(processed);
    expect(offsets(started)).toEqual(['10', '20', '30 21 22']);
  });
});

it('a batch queue grows its batches while they are full and quick', async () => {
  const sizes: number[] = [];
  const growing = new BatchQueue(
    async (records) => {
      sizes.push(records.length);
      return [];
    },
    { minRecords: 2, maxRecords: 6, targetMs: 1_000 },
    1,
  );
  await growing.process(chunkOf(1, 18));
  expect(sizes).toEqual([2, 4, 6, 6]);
});
