// Questions to the broker, on kafkajs.
import type kafkajs from 'kafkajs';
import type { PartitionProgress } from './kafka-port.ts';
import { explained } from './kafkajs-errors.ts';
import { type OpenKafka, requestTimeoutMs } from './open-kafka.ts';
import { type Observer, SupervisedClient } from './supervised-client.ts';

/** A health probe needs an answer at once. */
export function probeClient(openKafka: OpenKafka, observer: Observer): SupervisedClient<kafkajs.Admin> {
  return adminClient(openKafka, 0, { name: 'probe', timeoutMs: 3_000 }, observer);
}

/** Reading progress can afford retries. */
export function progressClient(openKafka: OpenKafka, observer: Observer): SupervisedClient<kafkajs.Admin> {
  return adminClient(openKafka, 5, { name: 'progress', timeoutMs: 30_000 }, observer);
}

/** Of its own: kafkajs cannot describe a topic while another one that the client once used is missing. */
export function describerClient(openKafka: OpenKafka, observer: Observer): SupervisedClient<kafkajs.Admin> {
  return adminClient(openKafka, 1, { name: 'describer', timeoutMs: 10_000 }, observer);
}

function adminClient(
  openKafka: OpenKafka,
  retries: number,
  limits: { name: string; timeoutMs: number },
  observer: Observer,
): SupervisedClient<kafkajs.Admin> {
  const open = () => {
    const { kafka, sockets } = openKafka(() => requestTimeoutMs);
    const admin = kafka.admin({ retry: { retries } });
    return {
      client: admin,
      connect: () => explained(admin.connect()),
      disconnect: () => admin.disconnect(),
      destroy: () => sockets.destroy(),
    };
  };
  return new SupervisedClient(open, { ...limits, maxFailures: 1 }, observer);
}

export async function progressOf(
  admin: kafkajs.Admin,
  groupId: string,
  topic: string,
): Promise<PartitionProgress[]> {
  // Committed offsets before end offsets: a group is never seen past the end.
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const offsets = new Map(committed?.partitions.map((each) => [each.partition, BigInt(each.offset)]));
  const ends = await admin.fetchTopicOffsets(topic);
  return ends.map(({ partition, low, high }) => {
    const offset = offsets.get(partition) ?? -1n;
    // A group without an offset starts at the beginning of the topic.
    return { partition, committed: offset < BigInt(low) ? BigInt(low) : offset, end: BigInt(high) };
  });
}
