// ringtrace as installed by its charts.

import { topics } from '@ringtrace/contracts';
import {
  clearSpans,
  groupByTrace,
  type ReceivedSpan,
  readSpans,
  toTree,
  traceProblems,
  waitUntil,
} from '@ringtrace/tools';
import { helm } from '../k8s/tools.ts';
import { getJson, kubectl, namespace, release } from './commands.ts';
import { fetchAsClient, openPipeline, type PipelineAccess, streamOf } from './pipeline-access.ts';
import { builds, skaffold } from './platform.ts';
import { expectNoRestarts, podsOf } from './pods.ts';

const traffic = streamOf('cluster', 500);

let pipeline: PipelineAccess;

beforeAll(async () => {
  pipeline = await openPipeline();
}, 120_000);
afterAll(() => pipeline?.stop(), 30_000);

describe('the installed services', () => {
  it('run as user 1000 on a read-only root, in a namespace that enforces Pod Security restricted', async () => {
    const { metadata } = await getJson(['namespace', namespace]);
    expect(metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
    for (const component of ['ingestor', 'analyzer'] as const) {
      const [pod] = await podsOf(component);
      const inside = (command: string) =>
        kubectl(['exec', '-n', namespace, pod?.name ?? '', '--', 'sh', '-c', command]);
      expect((await inside('id -u')).trim()).toBe('1000');
      expect((await inside('touch /app/x 2>&1 || true')).trim()).toContain('Read-only file system');
      // node itself is process 1, so it receives the signals
      expect(await inside('tr "\\0" " " < /proc/1/cmdline')).toMatch(/^node /);
      // secrets are files, not variables
      expect(await inside('env')).not.toMatch(/PASSWORD=|TOKEN_KEY=/);
    }
  });

  it('have their tracer loaded', async () => {
    for (const component of ['ingestor', 'analyzer']) {
      const log = await kubectl(['logs', '-n', namespace, `deployment/ringtrace-${component}`]);
      expect(log).toContain('tracing is live');
    }
  });

  it('pass the chart’s smoke test', async () => {
    const said = await helm(['test', release, '-n', namespace, '--timeout', '3m', '--logs'], {
      timeoutMs: 200_000,
    });
    expect(said).toMatch(/Phase:\s+Succeeded/);
  }, 240_000);
});

describe('skaffold verify', () => {
  it('passes', async () => {
    const said = await skaffold('verify', '--build-artifacts', builds);
    expect(said).toMatch(/accepted: smoke-\S+\n.*judged: approve/);
  }, 240_000);
});

describe('a stream of transactions', () => {
  const tracesOfStream = new Set<string>();

  it('is judged correctly: every planted ring found, nothing else flagged, nothing lost', async () => {
    await clearSpans(pipeline.agentUrl);
    await pipeline.send(traffic, { ratePerSecond: 100 });
    await pipeline.expectAllJudgedRightly(traffic);
    const answer = await fetchAsClient(`${pipeline.analyzerUrl}/v1/rings?limit=1000`);
    const { data } = (await answer.json()) as { data: { rule: string; members: string[] }[] };
    const found = data
      .filter(({ rule, members }) => rule === 'ring' && traffic.labels.has(members[0] ?? ''))
      .map(({ members }) => members.join(' > '));
    expect(found.sort()).toEqual(traffic.rings.map(({ members }) => members.join(' > ')).sort());
  }, 300_000);

  it('produces one complete trace for each, across both services and Kafka', async () => {
    let spans: ReceivedSpan[] = [];
    await waitUntil(
      async () => {
        spans = await readSpans(pipeline.agentUrl);
        return spans.filter(({ name }) => name === 'kafka.consume').length >= traffic.requests.length;
      },
      { timeoutMs: 60_000, what: 'the spans of every transaction', everyMs: 1_000 },
    );
    // Other clients may have left spans too, such as the smoke test.
    const ofStream = (span: ReceivedSpan) => traffic.labels.has(String(span.tags['transaction.id']));
    const traces = [...groupByTrace(spans).values()].filter((trace) => trace.some(ofStream));
    for (const [span] of traces) if (span) tracesOfStream.add(span.traceId);
    expect(traces.length).toBeGreaterThanOrEqual(traffic.requests.length);
    const broken = traces.flatMap((trace) => {
      const tree = toTree(trace);
      const verdicts = trace.filter(
        ({ name, resource }) => name === 'kafka.produce' && resource === topics.verdicts,
      );
      return [
        ...traceProblems(tree),
        ...(tree.roots[0]?.span.service === 'ringtrace-ingestor'
          ? []
          : [`root is ${tree.roots[0]?.span.service}`]),
        ...(verdicts.length > 0 ? [] : ['no verdict']),
      ];
    });
    expect(broken).toEqual([]);
    expect(new Set(spans.map(({ service }) => service))).toEqual(
      new Set(['ringtrace-ingestor', 'ringtrace-analyzer']),
    );
  }, 120_000);

  it('identifies its client by the same hash on both services', async () => {
    const spans = (await readSpans(pipeline.agentUrl)).filter(({ traceId }) => tracesOfStream.has(traceId));
    for (const name of ['fastify.request', 'kafka.consume']) {
      const users = spans.filter((span) => span.name === name).map(({ tags }) => tags['usr.id']);
      expect(users.length).toBeGreaterThanOrEqual(traffic.requests.length);
      expect([new Set(users).size, users[0]]).toEqual([1, expect.stringMatching(/^u1\.[0-9a-f]{32}$/)]);
    }
  });

  it('restarts no pod', expectNoRestarts);
});
