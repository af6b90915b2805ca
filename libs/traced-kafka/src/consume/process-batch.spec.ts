import { type Logger, Metrics } from '@ringtrace/telemetry';
import type { KafkaRecord } from '../client/kafka-port.ts';
import { BatchAbandonedError, RetryLaterError, UnprocessableRecordError } from '../errors.ts';
import type { BatchWork } from './batch-run.ts';
import type { ConsumedMessage } from './consumed-message.ts';
import { consumerMetrics } from './consumer-metrics.ts';
import { processBatch } from './process-batch.ts';

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

type Quadruple = [KafkaRecord, KafkaRecord, KafkaRecord, KafkaRecord];

function workThat(handle: (names: string[], attempt: number) => void, more: Partial<BatchWork> = {}) {
  const calls: string[][] = [];
  const dead: string[] = [];
  const work: BatchWork = {
    topic: 't',
    group: 'g',
    deadLetterTopic: 't.dlq',
    retry: { maxAttempts: 2, maxSizeAttempts: 4, initialDelayMs: 0, maxDelayMs: 0 },
    parse: (record) => record.value?.toString(),
    handle: async (messages: ConsumedMessage[]) => {
      const names = messages.map((message) => String(message.value));
      calls.push(names);
      handle(names, messages[0]?.attempt ?? 0);
    },
    classify: undefined,
    producer: {
      send: async ({ topic, value }) => {
        dead.push(String(value));
        return { topic, partition: 0, offset: '0' };
      },
    },
    metrics: consumerMetrics(new Metrics()),
    log: { warn: () => undefined } as unknown as Logger,
    isAbandoned: () => false,
    firstAttempt: 1,
    isDone: () => false,
    ...more,
  };
  return { work, calls, dead };
}

describe('processBatch', () => {
  it('calls the handler once with all records when it returns', async () => {
    const { work, calls, dead } = workThat(() => undefined);
    await processBatch(records('a', 'b'), work);
    expect({ calls, dead }).toEqual({ calls: [['a', 'b']], dead: [] });
  });

  it('retries the whole batch after a transient failure, counting attempts', async () => {
    const { work, calls } = workThat((_, attempt) => {
      if (attempt < 4) throw new RetryLaterError('database unavailable');
    });
    await processBatch(records('a', 'b'), work);
    expect(calls).toHaveLength(4);
  });

  it('finds a poison record by halving the batch, and processes its neighbours', async () => {
    const { work, calls, dead } = workThat((names) => {
      if (names.includes('poison')) throw new TypeError('cannot read');
    });
    await processBatch(records('a', 'b', 'poison', 'c', 'd'), work);
    expect(dead).toEqual(['poison']);
    expect(
      calls
        .filter((names) => !names.includes('poison'))
        .flat()
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  it('dead-letters a record that cannot be parsed without calling the handler', async () => {
    const { work, calls, dead } = workThat(() => undefined, {
      parse: (record) => {
        if (record.offset === '1') throw new UnprocessableRecordError('bad');
        return record.value?.toString();
      },
    });
    await processBatch(records('a', 'bad', 'c'), work);
    expect(calls).toEqual([['a', 'c']]);
    expect(dead).toEqual(['bad']);
  });

  it('counts dead letters by reason and disposition, once they are acknowledged', async () => {
    const metrics = new Metrics();
    const refusals = [new Error('not yet')];
    const { work } = workThat(() => undefined, {
      metrics: consumerMetrics(metrics),
      parse: () => {
        throw new UnprocessableRecordError('malformed-json');
      },
      producer: {
        send: async ({ topic }) => {
          const refusal = refusals.pop();
          if (refusal) throw refusal;
          return { topic, partition: 0, offset: '0' };
        },
      },
    });
    await processBatch(records('a', 'b', 'c'), work);
    expect(await metrics.registry.metrics()).toContain(
      'kafka_consumer_dead_letters_total{topic="t",reason="malformed-json",disposition="poison"} 2',
    );
  });

  it('stops only the partition of a record whose dead letter is refused', async () => {
    const { work, calls } = workThat(() => undefined, {
      parse: (record) => {
        if (record.value?.toString() === 'bad') throw new UnprocessableRecordError('bad');
        return record.value?.toString();
      },
      producer: { send: () => Promise.reject(new Error('card 4111')) },
    });
    const [before, bad, after, other] = records('a', 'bad', 'b', 'c') as Quadruple;
    const stopped = await processBatch([before, bad, after, { ...other, partition: 1 }], work);
    expect(calls).toEqual([['a', 'c']]);
    expect(stopped).toEqual([
      expect.objectContaining({ partition: 0, offset: '1', upTo: '1', attempts: 1, doneAhead: [] }),
    ]);
    expect(stopped[0]?.reason).toContain('dead-letter topic t.dlq refuses');
    expect(stopped[0]?.reason).not.toContain('4111');
  });

  it('does not repeat what is done after the record that waits', async () => {
    const { work, dead } = workThat(
      () => {
        throw new RetryLaterError('database unavailable');
      },
      {
        retry: { maxAttempts: 2, maxSizeAttempts: 4, initialDelayMs: 60_000, maxDelayMs: 60_000 },
        parse: (record) => {
          if (record.value?.toString() === 'bad') throw new UnprocessableRecordError('bad');
          return record.value?.toString();
        },
      },
    );
    const [stopped] = await processBatch(records('a', 'bad'), work);
    expect(stopped).toMatchObject({ offset: '0', upTo: '0', doneAhead: ['1'] });
    await processBatch(records('a', 'bad'), { ...work, isDone: ({ offset }) => offset === '1' });
    expect(dead).toEqual(['bad']);
  });

  it('stops all partitions of a batch whose handler fails for longer than a moment, and tries them once when they return', async () => {
    const { work, calls } = workThat(
      () => {
        throw new RetryLaterError('database unavailable');
      },
      { firstAttempt: 7 },
    );
    const [one, two] = records('a', 'b') as Quadruple;
    const stopped = await processBatch([one, { ...two, partition: 1 }], work);
    expect(calls).toHaveLength(1);
    expect(stopped).toMatchObject([
      { partition: 0, offset: '0', attempts: 7, reason: 'handler failed (transient): database unavailable' },
      { partition: 1, offset: '1', attempts: 7 },
    ]);
  });

  it('stops retrying when the partition is lost, without a dead letter', async () => {
    const { work, calls, dead } = workThat(
      () => {
        throw new RetryLaterError('database unavailable');
      },
      { isAbandoned: () => calls.length > 0 },
    );
    await expect(processBatch(records('a'), work)).rejects.toBeInstanceOf(BatchAbandonedError);
    expect(dead).toEqual([]);
  });
});
