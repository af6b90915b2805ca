// Services that end, freeze, come and go, are short of memory, or live in another time.
import { setTimeout as wait } from 'node:timers/promises';
import { clearSpans, type Exit, readSpans } from '@ringtrace/tools';
import { type FaultRow, quick, thorough } from '../row.ts';
import { preload, type Stage } from '../stage.ts';

/** Longer than a consumer's session of 15 s, so that the group gives its partitions away. */
const longerThanSessionMs = 17_000;

export const serviceRows: FaultRow[] = [
  quick('analyzer killed', 'kill -9 of the analyzer, and a start', (stage) =>
    stage.restartAnalyzer('SIGKILL'),
  ),
  quick('analyzer frozen', 'SIGSTOP of one of two analyzers for longer than its session', async (stage) => {
    const second = await stage.startAnalyzer();
    stage.analyzer.kill('SIGSTOP');
    await wait(longerThanSessionMs);
    stage.analyzer.kill('SIGCONT');
    await stage.stopAnalyzer('SIGTERM', second);
  }),
  thorough('analyzers come and go', 'a second one, three times, once by kill -9', async (stage) => {
    for (const signal of ['SIGTERM', 'SIGKILL', 'SIGTERM'] as const)
      await stage.stopAnalyzer(signal, await stage.startAnalyzer());
  }),
  quick('ingestor killed', 'kill -9 with requests in progress, and a start', async (stage, load) => {
    const burst = load.burst(2_000);
    await wait(100);
    await stage.restartIngestor('SIGKILL');
    const resent = [...(await burst).accepted.values()].filter(({ tries }) => tries > 1).length;
    if (resent === 0) throw new Error('no request was left without an answer');
    return `${resent} sent again`;
  }),
  quick('both terminated', 'SIGTERM to both services at once, and a start', async (stage, load) => {
    const { agentUrl } = stage.servers;
    await clearSpans(agentUrl);
    await load.burst(500);
    const both = [stage.ingestor.stop('SIGTERM', 30_000), stage.stopAnalyzer('SIGTERM')];
    const exits = await Promise.all(both);
    const codes = exits.map(({ code, signal }) => signal ?? code).join(' and ');
    if (codes !== '0 and 0') throw new Error(`they ended with ${codes}`);
    const judged = [...load.requests.keys()].filter((id) => stage.outcomes.verdicts.has(id));
    const spans = await expectLastSpans(agentUrl, judged.slice(-100));
    await Promise.all([stage.startIngestor(), stage.startAnalyzer()]);
    return `exit codes 0, ${spans} spans`;
  }),
  ...(
    [
      ['neo4j', quick],
      ['kafka', thorough],
    ] as const
  ).map(([frozen, how]) =>
    how(`analyzer terminated, ${frozen} frozen`, 'SIGTERM while it answers nothing', async (stage) => {
      const exit = await stage.servers.frozen(frozen, () => stage.stopAnalyzer('SIGTERM'));
      await stage.startAnalyzer();
      return ended(exit);
    }),
  ),
  thorough('ingestor terminated, kafka frozen', 'SIGTERM while it answers nothing', async (stage) => {
    const exit = await stage.servers.frozen('kafka', () => stage.ingestor.stop('SIGTERM', 30_000));
    await stage.startIngestor();
    return ended(exit);
  }),
  quick('everything killed', 'kill -9 of Kafka, Neo4j and both services, and a start', async (stage) => {
    await Promise.all([
      stage.servers.killAndRestart('kafka'),
      stage.servers.killAndRestart('neo4j'),
      stage.stopAnalyzer('SIGKILL'),
      stage.ingestor.stop('SIGKILL'),
    ]);
    await Promise.all([stage.startIngestor(), stage.startAnalyzer()]);
  }),
  thorough('small heap', 'the analyzer has 96 MB, and 20,000 wait', async (stage, load) => {
    await stage.stopAnalyzer('SIGTERM');
    await load.burst(20_000);
    const small = await stage.startAnalyzer({ NODE_OPTIONS: '--max-old-space-size=96' });
    const dies = small.exited.then(() => Promise.reject(new Error('it ended')));
    const judged = stage.until('most verdicts', () => load.waiting(stage.outcomes).length < 500, 600_000);
    await Promise.race([judged, dies]);
    await stage.restartAnalyzer('SIGTERM');
  }),
  thorough('clocks set back', 'both clocks go back 10 minutes, and Kafka is frozen for 10 s', (stage) =>
    withClocks(stage, -600_000, async () => {
      await stage.servers.frozen('kafka', async () => {
        await stage.untilNotReady('ingestor');
        await wait(10_000);
      });
      await stage.untilReady('ingestor', 'analyzer');
      return 'not ready while Kafka is frozen';
    }),
  ),
  thorough('clocks ahead', 'both clocks go 1 hour ahead for 10 s', (stage) =>
    withClocks(stage, 3_600_000, () => wait(10_000)),
  ),
];

/** Every step of a batch, in order. */
const crashes: [at: string, when: string, how: typeof quick][] = [
  ['before write', 'before a batch is written to the graph', thorough],
  ['after write', 'after a batch is written, before its rules run', quick],
  ['after rules', 'after the rules ran, before findings are stored', thorough],
  ['after findings', 'after findings are stored, before their members are', quick],
  ['after judge', 'after verdicts are stored, before they are published', quick],
  ['after publish', 'after verdicts are published, before the offset is committed', quick],
  ['after commit', 'after the offset is committed', quick],
];

export const crashRows: FaultRow[] = [
  ...crashes.map(([at, when, how]) =>
    how(`crash ${at}`, `the analyzer dies ${when}`, async (stage) => {
      await stage.stopAnalyzer('SIGTERM');
      await stage.crash('analyzer', at);
      await stage.startAnalyzer();
    }),
  ),
  quick('crash after accept', 'the ingestor dies between acknowledgement and 202', async (stage) => {
    await stage.ingestor.stop('SIGTERM', 30_000);
    await stage.crash('ingestor', 'after accept');
    await stage.startIngestor();
  }),
];

function ended({ code, signal }: Exit): string {
  if (signal !== null) throw new Error(`it did not end by itself: ${signal}`);
  return `ended with ${code}`;
}

async function withClocks<T>(stage: Stage, stepMs: number, run: () => Promise<T>): Promise<T> {
  const restart = (env: Record<string, string>) =>
    Promise.all([stage.restartIngestor('SIGTERM', env), stage.restartAnalyzer('SIGTERM', env)]);
  await restart({ NODE_OPTIONS: preload('clock'), CLOCK_STEP_MS: `${stepMs}` });
  stage.ingestor.kill('SIGUSR2');
  stage.analyzer.kill('SIGUSR2');
  const result = await run();
  await restart({});
  return result;
}

/** The span of every accepted payment has its request, and every judged payment the spans that led to its verdict. */
async function expectLastSpans(agentUrl: string, judged: string[]): Promise<number> {
  const spans = await readSpans(agentUrl);
  const called = (wanted: string) => spans.filter(({ name }) => name === wanted);
  const requests = new Set(called('fastify.request').map(({ traceId }) => traceId));
  const accepted = called('kafka.produce').filter(({ service }) => service === 'ingestor');
  const orphans = accepted.filter(({ traceId }) => !requests.has(traceId));
  const consumed = new Set(called('kafka.consume').map(({ tags }) => tags['transaction.id']));
  const missing = judged.filter((id) => !consumed.has(id));
  const counts = `${orphans.length} spans without their request, ${missing.length} verdicts without spans`;
  if (orphans.length + missing.length > 0) throw new Error(counts);
  return spans.length;
}
