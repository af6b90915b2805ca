// The transport's metrics, on a fake client.
import { type Logger, Metrics } from '@ringtrace/telemetry';
import type { ConsumerState, KafkaPort, PartitionChunk } from '../client/kafka-port.ts';
import type { TracedProducer } from '../produce/traced-kafka.producer.ts';
import { TracedKafkaServer } from './traced-kafka.server.ts';

async function listening() {
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
  const server = new TracedKafkaServer(
    { groupId: 'g', deadLetterTopic: 'dlq' },
    port,
    {} as TracedProducer,
    { warn: () => undefined, error: () => undefined } as unknown as Logger,
    metrics,
  );
  server.addHandler('a', async () => undefined, true);
  server.listen(() => undefined);
  const onChunk = await running.promise;
  const lines = async (name: string) =>
    (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(name));
  return {
    server,
    enter: (...states: ConsumerState[]) => states.forEach((state) => void report(state)),
    onChunk,
    lines,
  };
}

/** An empty chunk, with `lag` records after it. */
const chunkOf = (partition: number, lag: number) =>
  ({ topic: 'a', partition, lag, records: [], isAbandoned: () => false }) as unknown as PartitionChunk;

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
