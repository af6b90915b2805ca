import type { KafkaRecord } from '../client/kafka-port.ts';
import { BatchAbandonedError, RetryLaterError, UnprocessableRecordError } from '../errors.ts';
import type { ConsumedMessage } from './consumed-message.ts';
import { type BatchWork, processBatch } from './process-batch.ts';

const records = (...names: string[]): KafkaRecord[] =>
  names.map((name, index) => ({
    topic: 't',
    partition: 0,
    offset: String(index),
    timestampMs: 0,
    key: null,
    value: Buffer.from(name),
    headers: {},
  }));

function workThat(handle: (names: string[], attempt: number) => void, more: Partial<BatchWork> = {}) {
  const calls: string[][] = [];
  const dead: [string, unknown, number][] = [];
  const work: BatchWork = {
    group: 'g',
    retry: { maxAttempts: 2, maxSizeAttempts: 4, initialDelayMs: 0, maxDelayMs: 0 },
    parse: (record) => record.value?.toString(),
    handle: async (messages: ConsumedMessage[]) => {
      const names = messages.map((message) => String(message.value));
      calls.push(names);
      handle(names, messages[0]?.attempt ?? 0);
    },
    deadLetter: async (record, error, attempts) => {
      dead.push([String(record.value), error, attempts]);
    },
    classify: (error) =>
      error instanceof UnprocessableRecordError
        ? 'permanent'
        : error instanceof RetryLaterError
          ? 'transient'
          : 'unknown',
    isAbandoned: () => false,
    observe: () => undefined,
    ...more,
  };
  return { work, calls, dead };
}

describe('a batch', () => {
  it('hands all records to the handler once when it returns', async () => {
    const { work, calls, dead } = workThat(() => undefined);
    await processBatch(records('a', 'b'), work);
    expect({ calls, dead }).toEqual({ calls: [['a', 'b']], dead: [] });
  });

  it('retries as a whole what fails in passing, counting the attempts', async () => {
    const { work, calls } = workThat((_, attempt) => {
      if (attempt < 4) throw new RetryLaterError('database away');
    });
    await processBatch(records('a', 'b'), work);
    expect(calls).toHaveLength(4);
  });

  it('finds the one poison record by halving; its neighbours are processed', async () => {
    const { work, calls, dead } = workThat((names) => {
      if (names.includes('poison')) throw new TypeError('cannot read');
    });
    await processBatch(records('a', 'b', 'poison', 'c', 'd'), work);
    expect(dead.map(([name]) => name)).toEqual(['poison']);
    expect(
      calls
        .filter((names) => !names.includes('poison'))
        .flat()
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  it('dead-letters what cannot be parsed without bothering the handler', async () => {
    const { work, calls, dead } = workThat(() => undefined, {
      parse: (record) => {
        if (record.offset === '1') throw new UnprocessableRecordError('bad');
        return record.value?.toString();
      },
    });
    await processBatch(records('a', 'bad', 'c'), work);
    expect(calls).toEqual([['a', 'c']]);
    expect(dead.map(([name]) => name)).toEqual(['bad']);
  });

  it('does not let go of a dead letter until it is acknowledged', async () => {
    let tries = 0;
    const { work } = workThat(
      () => {
        throw new UnprocessableRecordError('never');
      },
      {
        deadLetter: async () => {
          if (++tries < 3) throw new Error('topic away');
        },
      },
    );
    await processBatch(records('a'), work);
    expect(tries).toBe(3);
  });

  it('gives up between tries when the partition is lost, without a dead letter', async () => {
    const { work, calls, dead } = workThat(
      () => {
        throw new RetryLaterError('database away');
      },
      { isAbandoned: () => calls.length > 0 },
    );
    await expect(processBatch(records('a'), work)).rejects.toBeInstanceOf(BatchAbandonedError);
    expect(dead).toEqual([]);
  });
});
