// From a fetched chunk to the handler and back, and the transport's metrics, on a fake client.
import { type MessageHandler, RpcException } from '@nestjs/microservices';
import { type Logger, Metrics } from '@ringtrace/telemetry';
import type { ConsumerState, KafkaPort, OutgoingRecord, PartitionChunk } from '../client/kafka-port.ts';
import { RetryLaterError, UnprocessableRecordError } from '../errors.ts';
import type { TracedProducer } from '../produce/traced-kafka.producer.ts';
import { deadLetterHeaders } from './dead-letter.ts';
import { TracedKafkaServer } from './traced-kafka.server.ts';

async function listening(handler: MessageHandler = async () => undefined) {
  const metrics = new Metrics();
  const running = Promise.withResolvers<(chunk: PartitionChunk) => Promise<void>>();
  let report: (state: ConsumerState) => void = () => undefined;
  const port = {
    consumer: (_: unknown, onState: typeof report) => {
      report = onState;
      const run = async (__: string[], onChunk: (chunk: PartitionChunk) => Promise<void>) =>
        running.resolve(onChunk);
      return { run, stop: async () => undefined };
    },
  } as unknown as KafkaPort;
  const sent: OutgoingRecord[] = [];
  const log = () => undefined;
  const server = new TracedKafkaServer(
    { groupId: 'g', deadLetterTopic: 'dlq' },
    port,
    { send: async (record: OutgoingRecord) => void sent.push(record) } as unknown as TracedProducer,
    { info: log, warn: log, error: log } as unknown as Logger,
    metrics,
  );
  server.addHandler('a', handler, true);
  server.listen(() => undefined);
  const onChunk = await running.promise;
  const lines = async (name: string) =>
    (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(name));
  return {
    server,
    sent,
    enter: (...states: ConsumerState[]) => states.forEach((state) => void report(state)),
    onChunk,
    lines,
  };
}

/** An empty chunk, with `lag` records after it. */
const chunkOf = (partition: number, lag: number) =>
  ({ topic: 'a', partition, lag, records: [], isAbandoned: () => false }) as unknown as PartitionChunk;

/** A chunk of JSON records that notes which offsets are resolved. */
function chunkOfValues(values: unknown[], heartbeat: () => Promise<void> = async () => undefined) {
  const state = { resolved: [] as string[], abandoned: false };
  const chunk: PartitionChunk = {
    topic: 'a',
    partition: 0,
    lag: 0,
    records: values.map((value, index) => ({
      topic: 'a',
      partition: 0,
      offset: String(index),
      timestampMs: 0,
      key: null,
      value: Buffer.from(JSON.stringify(value)),
      headers: {},
    })),
    resolve: (offset) => state.resolved.push(offset),
    heartbeat,
    pause: () => () => undefined,
    isAbandoned: () => state.abandoned,
  };
  return { chunk, state };
}

describe('the transport', () => {
  it('calls the handler between Nest’s hooks and resolves each offset after it', async () => {
    const calls: string[] = [];
    const { chunk, state } = chunkOfValues(['one', 'two']);
    const { server, onChunk } = await listening(async (value) => {
      calls.push(`${value} (${state.resolved.length} resolved)`);
    });
    server.setOnProcessingStartHook((_, __, done) => {
      calls.push('start');
      void done();
    });
    server.setOnProcessingEndHook(() => calls.push('end'));
    await onChunk(chunk);
    expect(calls).toEqual(['start', 'one (0 resolved)', 'end', 'start', 'two (1 resolved)', 'end']);
    expect(state.resolved).toEqual(['0', '1']);
    await server.close();
  });

  it('ends the hook and dead-letters with the handler’s own error when it arrives in an RpcException', async () => {
    let ends = 0;
    const { chunk, state } = chunkOfValues(['bad']);
    const { server, onChunk, sent, lines } = await listening(async () => {
      throw new RpcException(new UnprocessableRecordError('bad-shape'));
    });
    server.setOnProcessingEndHook(() => ends++);
    await onChunk(chunk);
    expect(sent.map(({ topic, headers }) => [topic, headers[deadLetterHeaders.reason]])).toEqual([
      ['dlq', 'bad-shape'],
    ]);
    expect([ends, state.resolved]).toEqual([1, ['0']]);
    expect(await lines('kafka_consumer_records_total{')).toEqual([
      'kafka_consumer_records_total{topic="a",outcome="dead-lettered"} 1',
    ]);
    await server.close();
  });

  it('abandons a chunk whose partition is lost between retries, and resolves nothing of it', async () => {
    const { chunk, state } = chunkOfValues(['one']);
    const { server, onChunk } = await listening(async () => {
      state.abandoned = true;
      throw new RetryLaterError('database unavailable');
    });
    await expect(onChunk(chunk)).resolves.toBeUndefined();
    expect(state.resolved).toEqual([]);
    await server.close();
  });

  it('rejects with the client’s error when the membership is lost', async () => {
    const lost = new Error('not a member');
    const { chunk } = chunkOfValues(['one'], () => Promise.reject(lost));
    const { server, onChunk } = await listening();
    await expect(onChunk(chunk)).rejects.toBe(lost);
    await server.close();
  });
});

describe('metrics of the transport', () => {
  it('count replaced consumers and rebalances', async () => {
    const { server, enter, lines } = await listening();
    enter('connecting', 'joined');
    expect(await lines('kafka_consumer_restarts_total')).toEqual(['kafka_consumer_restarts_total 0']);
    enter('rebalancing', 'joined', 'crashed', 'connecting', 'joined');
    expect(await lines('kafka_consumer_re')).toEqual([
      'kafka_consumer_restarts_total 1',
      'kafka_consumer_rebalances_total 1',
    ]);
    await server.close();
  });

  it('report the lag of assigned partitions only, after a rebalance too', async () => {
    const { server, enter, onChunk, lines } = await listening();
    enter('connecting', 'joined');
    await onChunk(chunkOf(0, 7));
    await onChunk(chunkOf(1, 9));
    expect(await lines('kafka_consumer_lag{')).toHaveLength(2);
    enter('rebalancing', 'joined');
    await onChunk(chunkOf(1, 3));
    expect(await lines('kafka_consumer_lag{')).toEqual(['kafka_consumer_lag{topic="a",partition="1"} 3']);
    await server.close();
  });
});
