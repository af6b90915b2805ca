// KEDA scales the analyzer on its consumer lag, up and down again, and nothing is lost.
import { waitUntil } from '@ringtrace/tools';
import { getJson, kubectl, namespace, release } from './commands.ts';
import { openPipeline, type PipelineAccess, streamOf } from './pipeline-access.ts';
import { installRingtrace } from './platform.ts';
import { expectNoRestarts, podsOf } from './pods.ts';

const traffic = streamOf('scale', 6_000);
/** Partitions in charts/ringtrace/examples/dev.yaml: the most analyzers that can share the work. */
const partitions = 4;

let pipeline: PipelineAccess;

beforeAll(async () => {
  pipeline = await openPipeline();
}, 120_000);
afterAll(() => pipeline?.stop(), 30_000);

const replicas = async () => (await podsOf('analyzer')).length;
const ready = async () => {
  const { status } = await getJson(['scaledobject', `${release}-analyzer`, '-n', namespace]);
  return status?.conditions?.some(
    ({ type, status: is }: { type: string; status: string }) => type === 'Ready' && is === 'True',
  );
};

async function scaleNeo4j(count: 0 | 1): Promise<void> {
  await kubectl(['scale', 'statefulset/neo4j', '-n', namespace, `--replicas=${count}`]);
  if (count === 1)
    await kubectl(['rollout', 'status', 'statefulset/neo4j', '-n', namespace, '--timeout=120s']);
  else await kubectl(['wait', 'pod/neo4j-0', '-n', namespace, '--for=delete', '--timeout=120s']);
}

describe('autoscaling on consumer lag', () => {
  afterAll(async () => {
    await scaleNeo4j(1);
    await installRingtrace();
  }, 450_000);

  it('adds analyzers while the lag is high and removes them afterwards, with no loss', async () => {
    // given KEDA reads the lag with its own user, and short intervals to keep the test short
    await installRingtrace(
      'analyzer.autoscaling.keda.lagThreshold=200',
      'analyzer.autoscaling.keda.scaleUp.stabilizationWindowSeconds=0',
      'analyzer.autoscaling.keda.scaleDown.stabilizationWindowSeconds=15',
      'analyzer.autoscaling.keda.scaleDown.periodSeconds=15',
    );
    await waitUntil(ready, { timeoutMs: 90_000, what: 'the ScaledObject to be ready', everyMs: 1_000 });
    expect(await replicas()).toBe(1);
    // when the database is down for a while and transactions keep arriving
    await scaleNeo4j(0);
    await pipeline.send(traffic, { concurrency: 64 });
    await waitUntil(async () => (await replicas()) === partitions, {
      timeoutMs: 180_000,
      what: `KEDA to start ${partitions} analyzers`,
      everyMs: 1_000,
    });
    expect(pipeline.judged(traffic)).toBe(0);
    await scaleNeo4j(1);
    // then
    await pipeline.expectAllJudgedRightly(traffic);
    await waitUntil(async () => (await replicas()) === 1, {
      timeoutMs: 240_000,
      what: 'KEDA to go back to one analyzer',
      everyMs: 1_000,
    });
    await expectNoRestarts();
  }, 900_000);
});
