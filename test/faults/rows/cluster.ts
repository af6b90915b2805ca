// Three brokers: one is killed, each is restarted, too few are in sync, partitions move.
import { setTimeout as wait } from 'node:timers/promises';
import { topics } from '@ringtrace/contracts';
import { type FaultRow, thorough } from '../row.ts';
import type { ServerName } from '../servers.ts';
import type { Stage, StageKind } from '../stage.ts';

const kind: StageKind = { brokers: 3 };
const brokers: ServerName[] = ['kafka', 'kafka2', 'kafka3'];
const { transactions: topic } = topics;

export const clusterRows: FaultRow[] = [
  thorough(
    'three brokers: one killed',
    'kill -9 of the leader of a partition, and a start after 5 s',
    async (stage) => {
      const leader = brokers[((await partitions(stage))[0]?.leader ?? 1) - 1] as ServerName;
      stage.servers.signal(leader, 'SIGKILL');
      await wait(5_000);
      await stage.servers.restart(leader);
      await untilInSync(stage);
    },
  ),
  thorough(
    'three brokers: rolling restart',
    'SIGTERM and start of each, so that every leader moves',
    async (stage) => {
      for (const name of brokers) {
        await stage.servers.restart(name);
        await untilInSync(stage);
      }
    },
  ),
  thorough(
    'three brokers: too few in sync',
    'three replicas are wanted, one broker is down',
    async (stage, load) => {
      await stage.servers.alterTopic(topic, { 'min.insync.replicas': '3' });
      await stage.servers.down('kafka3');
      const answer = await stage.expect503(load);
      await wait(5_000);
      await stage.servers.up('kafka3');
      await untilInSync(stage);
      await stage.servers.alterTopic(topic);
      return answer;
    },
  ),
  thorough(
    'three brokers: partitions move',
    'each partition goes from three brokers to two others',
    async (stage) => {
      const move = async (replicasOf: (partition: number) => number[]) => {
        const all = (await partitions(stage)).map(({ partitionId }) => partitionId);
        const partitionAssignment = all.map((partition) => ({ partition, replicas: replicasOf(partition) }));
        await stage.servers.withAdmin((admin) =>
          admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment }] }),
        );
        const wanted = replicasOf(0).length;
        await untilInSync(stage, wanted);
      };
      await move((partition) => [(partition % 3) + 1, ((partition + 1) % 3) + 1]);
      await wait(3_000);
      await move((partition) => [0, 1, 2].map((place) => ((partition + place + 2) % 3) + 1));
    },
  ),
].map((row) => ({ ...row, kind }));

async function partitions(stage: Stage) {
  const { topics: found } = await stage.servers.withAdmin((admin) =>
    admin.fetchTopicMetadata({ topics: [topic] }),
  );
  return found[0]?.partitions ?? [];
}

const untilInSync = (stage: Stage, replicas = 3) =>
  stage.until('all replicas to be in sync', async () =>
    (await partitions(stage)).every(({ isr }) => isr.length === replicas),
  );
