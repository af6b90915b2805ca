// What the transport counts of its consumers' lives, over a client that is played here.
import { type Logger, Metrics } from '@ringtrace/telemetry';
import type { ConsumerState, KafkaPort, PartitionBatch } from '../client/kafka-port.ts';
import type { TracedProducer } from '../produce/traced-kafka.producer.ts';
import { TracedKafkaServer } from './traced-kafka.server.ts';

async function listening() {
  const metrics = new Metrics();
  const running = Promise.withResolvers<(batch: PartitionBatch) => Promise<void>>();
  let report: (state: ConsumerState) => void = () => undefined;
  const port = {
    consumer: (_: unknown, onState: typeof report) => {
      report = onState;
      const run = async (__: string[], onBatch: (batch: PartitionBatch) => Promise<void>) =>
        running.resolve(onBatch);
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
  const onBatch = await running.promise;
  const lines = async (name: string) =>
    (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(name));
  return {
    server,
    enter: (...states: ConsumerState[]) => states.forEach((state) => void report(state)),
    onBatch,
    lines,
  };
}

/** A batch of which nothing is left to do, with so many records behind it. */
const batchOf = (partition: number, lag: number) =>
  ({ topic: 'a', partition, lag, records: [], isAbandoned: () => false }) as unknown as PartitionBatch;

describe('metrics of a consumer', () => {
  it('count those that replaced another, and every rebalance', async () => {
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

  it('tell the lag of its own partitions only: after a rebalance a partition may be another’s', async () => {
    const { server, enter, onBatch, lines } = await listening();
    enter('connecting', 'joined');
    await onBatch(batchOf(0, 7));
    await onBatch(batchOf(1, 9));
    expect(await lines('kafka_consumer_lag{')).toHaveLength(2);
    enter('rebalancing', 'joined');
    await onBatch(batchOf(1, 3));
    expect(await lines('kafka_consumer_lag{')).toEqual(['kafka_consumer_lag{topic="a",partition="1"} 3']);
    await server.close();
  });
});
