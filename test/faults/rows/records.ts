// Records that no correct producer writes, records that come again, and clients that misbehave.
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { analyzerGroup, topics } from '@ringtrace/contracts';
import { poisonRecords, waitUntil } from '@ringtrace/tools';
import type { KafkaMessage } from 'kafkajs';
import { type FaultRow, quick, thorough } from '../row.ts';
import type { Stage } from '../stage.ts';

const implausible = 'kafka_consumer_implausible_timestamps_total';
export const lag = (stage: Stage) => stage.metric('kafka_consumer_lag');

export const recordRows: FaultRow[] = [
  quick('poison records', '200 that no correct producer writes', async (stage) => {
    const before = stage.outcomes.deadLetters.size;
    const kinds = poisonRecords(`${stage.run}-poison`);
    const messages = Array.from({ length: 200 }, (_, index) => kinds[index % kinds.length] ?? []);
    await stage.servers.produce(topics.transactions, messages.flat());
    await stage.until('200 dead letters', () => stage.outcomes.deadLetters.size >= before + 200);
    return '200 dead letters';
  }),
  quick('payments sent twice', '300 again, and again with another amount', async (stage, load) => {
    await load.burst(300);
    const again = [...load.requests.values()].slice(-300);
    const changed = again.map((request) => ({ ...request, amountMinor: request.amountMinor + 1 }));
    for (const transactions of [again, changed]) {
      const { status } = await stage.post('/v1/transactions/batch', { transactions });
      if (status !== 200) throw new Error(`answered ${status}`);
    }
  }),
  quick('timestamps of nowhen', '40 records again, of 1970 or in seconds', async (stage) => {
    const records = (await readRecords(stage, topics.transactions)).slice(-40);
    const times = [0, 1, Math.floor(Date.now() / 1_000)];
    const copies = records.map((record, index) => ({
      ...record,
      timestamp: `${times[index % times.length]}`,
    }));
    const before = await stage.metric(implausible);
    await stage.servers.produce(topics.transactions, copies);
    const counted = async () => (await stage.metric(implausible)) - before;
    await stage.until('them to be counted', async () => (await counted()) >= copies.length);
    return '40 counted as implausible';
  }),
  thorough('full replay', 'the group starts again at the beginning of the topic', async (stage) => {
    await stage.stopAnalyzer('SIGTERM');
    const { transactions: topic } = topics;
    await stage.servers.withAdmin((admin) =>
      admin.resetOffsets({ groupId: analyzerGroup, topic, earliest: true }),
    );
    await stage.startAnalyzer();
  }),
  quick('replay from the middle', 'the group starts in the middle of each partition', async (stage) => {
    await stage.stopAnalyzer('SIGTERM');
    const { transactions: topic } = topics;
    const ends = await stage.servers.withAdmin((admin) => admin.fetchTopicOffsets(topic));
    const middle = ({ low, high }: (typeof ends)[number]) =>
      `${Math.floor((Number(low) + Number(high)) / 2)}`;
    const partitions = ends.map((end) => ({ partition: end.partition, offset: middle(end) }));
    await stage.servers.withAdmin((admin) => admin.setOffsets({ groupId: analyzerGroup, topic, partitions }));
    await stage.startAnalyzer();
  }),
  quick('clients that send slowly', '50 connections, each with half a request', async (stage) => {
    const { hostname, port } = new URL(stage.ingestor.url);
    const sockets = Array.from({ length: 50 }, () => connect(Number(port), hostname));
    for (const socket of sockets) {
      socket.on('error', () => socket.destroy()).resume();
      socket.write('POST /v1/transactions HTTP/1.1\r\nhost: x\r\n');
    }
    await stage.until('them to be closed', () => sockets.every(({ closed }) => closed));
    return '50 closed by the ingestor';
  }),
  quick('aborted transaction', 'another producer sends 20 records and aborts', async (stage) => {
    const before = stage.outcomes.deadLetters.size;
    const options = { transactionalId: `${stage.run}-aborted`, idempotent: true, maxInFlightRequests: 1 };
    const producer = stage.servers.kafka().producer(options);
    await producer.connect();
    const transaction = await producer.transaction();
    const records = poisonRecords(`${stage.run}-aborted`).slice(0, 5);
    for (let partition = 0; partition < 4; partition++) {
      const messages = records.map((record) => ({ ...record, partition }));
      await transaction.send({ topic: topics.transactions, messages });
    }
    await wait(1_000);
    await transaction.abort();
    await producer.disconnect();
    await stage.until('the lag to be 0', async () => (await lag(stage)) === 0);
    const read = stage.outcomes.deadLetters.size - before;
    if (read > 0) throw new Error(`${read} records of it were read`);
    return 'none of them read, lag 0';
  }),
];

/** By partition. */
export async function committedOffsets(stage: Stage): Promise<number[]> {
  const [committed] = await stage.servers.withAdmin((admin) =>
    admin.fetchOffsets({ groupId: analyzerGroup, topics: [topics.transactions] }),
  );
  const sorted = committed?.partitions.toSorted((a, b) => a.partition - b.partition) ?? [];
  return sorted.map(({ offset }) => Number(offset));
}

/** All that is in the topic now. */
export async function readRecords(stage: Stage, topic: string) {
  const ends = await stage.servers.withAdmin((admin) => admin.fetchTopicOffsets(topic));
  const records: (KafkaMessage & { partition: number })[] = [];
  const next = new Map<number, number>();
  const isRead = ({ partition, low, high }: (typeof ends)[number]) =>
    low === high || (next.get(partition) ?? 0) >= Number(high);
  const consumer = stage.servers.kafka().consumer({ groupId: `faults-${stage.run}-${performance.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const { partition } = batch;
      records.push(...batch.messages.map((message) => ({ ...message, partition })));
      next.set(partition, Number(batch.lastOffset()) + 1);
    },
  });
  await waitUntil(() => ends.every(isRead), { timeoutMs: 60_000, what: `the end of ${topic}` });
  await consumer.disconnect();
  return records;
}
