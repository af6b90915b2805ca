// What a cluster does to pods while transactions flow: upgrade, rollback, kill. Nothing may be lost, and the worst that a
// client may see is an answer that says "send again".
import { type Traffic, waitUntil } from '@ringtrace/tools';
import { helm } from '../k8s/tools.ts';
import { kubectl, namespace, release } from './commands.ts';
import { openPipeline, type PipelineAccess, streamOf } from './pipeline-access.ts';
import { installRingtrace } from './platform.ts';
import { type Component, expectNoRestarts, podsOf, waitForRollout } from './pods.ts';

let pipeline: PipelineAccess;

beforeAll(async () => {
  pipeline = await openPipeline();
}, 120_000);
afterAll(() => pipeline?.stop(), 30_000);

/** Runs `disturb` once the stream flows, and resolves when everything is sent. */
async function whileSending(traffic: Traffic, disturb: () => Promise<unknown>): Promise<void> {
  const sending = pipeline.send(traffic, { ratePerSecond: 25, concurrency: 16 });
  await Promise.race([
    sending,
    waitUntil(() => pipeline.judged(traffic) > 20, { timeoutMs: 60_000, what: 'work under way' }),
  ]);
  await disturb();
  await sending;
}

const revision = async () => {
  const history = JSON.parse(await helm(['history', release, '-n', namespace, '-o', 'json'])) as {
    revision: number;
  }[];
  return Math.max(...history.map((entry) => entry.revision));
};
const namesOf = async (component: Component) => (await podsOf(component)).map(({ name }) => name);

describe('a rolling upgrade under load', () => {
  it('replaces every pod and loses nothing, and so does its rollback', async () => {
    const traffic = streamOf('upgrade', 900);
    const before = { ingestor: await namesOf('ingestor'), analyzer: await namesOf('analyzer') };
    const first = await revision();
    await whileSending(traffic, async () => {
      await installRingtrace('ingestor.logLevel=debug', 'analyzer.logLevel=debug');
      const between = { ingestor: await namesOf('ingestor'), analyzer: await namesOf('analyzer') };
      expect(between.ingestor.filter((name) => before.ingestor.includes(name))).toEqual([]);
      expect(between.analyzer.filter((name) => before.analyzer.includes(name))).toEqual([]);
      // when it is rolled back
      await helm(['rollback', release, String(first), '-n', namespace, '--wait', '--timeout', '4m'], {
        timeoutMs: 260_000,
      });
    });
    await pipeline.expectAllJudgedRightly(traffic);
    await expectNoRestarts();
  }, 600_000);
});

describe.each<Component>(['ingestor', 'analyzer'])('%s pods that are killed under load', (component) => {
  it('are replaced, and nothing is lost', async () => {
    const traffic = streamOf(`kill-${component}`, 900);
    const before = await namesOf(component);
    await whileSending(traffic, async () => {
      // without grace period
      await kubectl(['delete', 'pod', '-n', namespace, '--force', '--grace-period=0', ...before]);
      await waitForRollout(component);
    });
    await pipeline.expectAllJudgedRightly(traffic);
    expect((await namesOf(component)).filter((name) => before.includes(name))).toEqual([]);
    await expectNoRestarts();
  }, 420_000);
});
