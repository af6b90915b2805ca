// A broker that ends, freezes, refuses, or loses topics.
import { setTimeout as wait } from 'node:timers/promises';
import { topics } from '@ringtrace/contracts';
import { createTopics, poisonRecords } from '@ringtrace/tools';
import { type FaultRow, quick, thorough } from '../row.ts';
import { committedOffsets, lag, readRecords } from './records.ts';

const faultMs = 8_000;

export const kafkaRows: FaultRow[] = [
  quick('broker down', 'SIGTERM to Kafka, and a start', async (stage, load) => {
    await stage.servers.down('kafka');
    const answer = await stage.expect503(load);
    await stage.untilNotReady('ingestor');
    await stage.servers.up('kafka');
    await stage.untilReady('ingestor');
    return answer;
  }),
  thorough('broker killed', 'kill -9 of Kafka, and a start', (stage) =>
    stage.servers.killAndRestart('kafka'),
  ),
  quick('broker frozen', `SIGSTOP of Kafka for ${faultMs / 1_000} s`, (stage, load) =>
    stage.servers.frozen('kafka', async () => {
      const answer = await stage.expect503(load);
      await wait(faultMs);
      return answer;
    }),
  ),
  thorough('broker down at start', 'both services start while Kafka is down', async (stage) => {
    await stage.servers.down('kafka');
    await Promise.all([stage.ingestor.stop('SIGTERM', 30_000), stage.stopAnalyzer('SIGTERM')]);
    const starting = Promise.all([stage.startIngestor(), stage.startAnalyzer()]);
    await wait(5_000);
    await stage.servers.up('kafka');
    await starting;
  }),
  quick('transactions.new deleted', 'all of it is judged; it comes back after 8 s', async (stage, load) => {
    // Nothing may wait in the topic: whoever deletes it deletes that too.
    stage.ingestor.kill('SIGSTOP');
    await stage.until('all that was read to be judged', async () => (await lag(stage)) === 0);
    await stage.servers.withAdmin((admin) => admin.deleteTopics({ topics: [topics.transactions] }));
    stage.ingestor.kill('SIGCONT');
    const answer = await stage.expect503(load);
    await wait(faultMs);
    await createTopics(stage.servers.brokers);
    return answer;
  }),
  quick('transactions.dlq deleted', 'a poison record waits for it, then it comes back', async (stage) => {
    await stage.servers.withAdmin((admin) => admin.deleteTopics({ topics: [topics.deadLetters] }));
    const letters = stage.outcomes.deadLetters.size;
    await stage.servers.produce(topics.transactions, poisonRecords(`${stage.run}-waits`).slice(0, 1));
    const waiting = () => stage.metric('kafka_consumer_partitions_waiting');
    await stage.until('its partition to wait', async () => (await waiting()) === 1);
    // By the analyzer's own count: who reads both topics may wait for the one that is gone.
    const published = () => stage.metric('ringtrace_verdicts_total');
    const before = await published();
    await stage.until('neighbours to go on', async () => (await published()) >= before + 40);
    await createTopics(stage.servers.brokers);
    await stage.until('the dead letter', () => stage.outcomes.deadLetters.size > letters);
    return '1 partition waits, the others go on';
  }),
  thorough('retention shorter than lag', '10 of those that wait are deleted, unread', async (stage, load) => {
    await stage.stopAnalyzer('SIGTERM');
    await wait(4_000);
    const [from = 0] = await committedOffsets(stage);
    const records = (await readRecords(stage, topics.transactions)).filter(
      ({ partition }) => partition === 0,
    );
    const lost = records.filter(({ offset }) => Number(offset) >= from).slice(0, 10);
    for (const { key } of lost) load.excused.add(String(key));
    const offset = `${Number(lost.at(-1)?.offset) + 1}`;
    await stage.servers.withAdmin(async (admin) => {
      // The client must know the leaders first.
      await admin.fetchTopicOffsets(topics.transactions);
      await admin.deleteTopicRecords({ topic: topics.transactions, partitions: [{ partition: 0, offset }] });
    });
    await stage.startAnalyzer();
    return `${lost.length} never read`;
  }),
  thorough('partitions added', 'transactions.new gets two more partitions', async (stage) => {
    const count = (await committedOffsets(stage)).length + 2;
    await stage.servers.withAdmin((admin) =>
      admin.createPartitions({ topicPartitions: [{ topic: topics.transactions, count }] }),
    );
    const readPartitions = async () => (await committedOffsets(stage)).filter((offset) => offset > 0).length;
    await stage.until('the new ones to be read', async () => (await readPartitions()) === count);
    return `${count} partitions read`;
  }),
];
