// Custom rules in the installed analyzer: tried in shadow mode, made live, broken and removed, each by a change of their
// ConfigMap, without replacing a pod.
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@ringtrace/tools';
import { kubectl, namespace, release } from './commands.ts';
import { fetchAsClient, openPipeline, type PipelineAccess } from './pipeline-access.ts';
import { installRingtrace, installRingtraceWith } from './platform.ts';
import { expectNoRestarts, podsOf, waitForRollout } from './pods.ts';

const run = randomBytes(3).toString('hex');
const rule = `exact-amount-${run}`;
const file = `${rule}.cypher`;
const otherFile = `not-cypher-${run}.cypher`;
/** No other payment has it. */
const amountMinor = 1_000_000_000 + randomInt(1_000_000_000);
const startedAt = new Date().toISOString();

const textOf = (version: number, mode: 'shadow' | 'live') => `// id: ${rule}
// version: ${version}
// score: 85
// mode: ${mode}
// amountMinor: ${amountMinor}
//
// A payment of exactly this amount.
UNWIND $rows AS row
WITH row WHERE row.amountMinor = $amountMinor
RETURN row.id AS transactionId, [row.id] AS members, {amountMinor: row.amountMinor} AS evidence, false AS truncated
`;

let pipeline: PipelineAccess;
let podsBefore: string[];

const analyzers = async () => (await podsOf('analyzer')).map(({ name }) => name).sort();

beforeAll(async () => {
  pipeline = await openPipeline();
  // Deploys with Helm alone, whoever deployed last: all that follows only changes rules.
  await installRingtrace();
  await waitForRollout('analyzer');
  podsBefore = await analyzers();
}, 400_000);
afterAll(async () => {
  await patchRules({ [file]: null, [otherFile]: null });
  await installRingtrace();
  await pipeline?.stop();
}, 400_000);

/** Sends a payment of the amount that the rule looks for, and resolves to its decision. */
async function decide(): Promise<string | undefined> {
  const name = `rules-${randomBytes(4).toString('hex')}`;
  const answer = await fetchAsClient(`${pipeline.ingestorUrl}/v1/transactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ id: name, occurredAt: new Date().toISOString(), amountMinor, currency: 'EUR', type: 'transfer' },
      ...{ payer: { accountId: `${name}-payer` }, payee: { accountId: `${name}-payee` } },
    }),
  });
  expect(answer.status).toBe(202);
  const { verdicts } = pipeline.outcomes;
  await pipeline.outcomes.waitFor(() => verdicts.has(name), { timeoutMs: 60_000, what: 'a verdict' });
  return verdicts.get(name)?.verdict.decision;
}

const shadowFindings = async () => {
  const url = `${pipeline.analyzerUrl}/v1/rings?mode=shadow&since=${startedAt}&limit=1000`;
  const { data } = (await (await fetchAsClient(url)).json()) as { data: { rule: string }[] };
  return data.filter((finding) => finding.rule === rule).length;
};

/** Longer than the kubelet takes to update a mounted ConfigMap: up to 90 seconds. */
const untilRules = (what: string, is: (rules: Awaited<ReturnType<typeof rulesOf>>) => boolean) =>
  waitUntil(async () => is(await rulesOf(pipeline.analyzerUrl)), {
    timeoutMs: 180_000,
    what,
    everyMs: 500,
  });

describe('a rule in the ConfigMap', () => {
  it('starts in shadow mode with an upgrade of the chart: it finds, and changes no verdict', async () => {
    await installRule(file, textOf(1, 'shadow'));
    await untilRules('the rule in shadow', ({ modeOf }) => modeOf(rule) === 'shadow');
    expect(await decide()).toBe('approve');
    await waitUntil(async () => (await shadowFindings()) === 1, {
      timeoutMs: 30_000,
      what: 'what the rule found',
    });
    expect(await analyzers()).toEqual(podsBefore);
  }, 300_000);

  it('decides once it is live', async () => {
    await patchRules({ [file]: textOf(2, 'live') });
    await lookAtOnce();
    await untilRules('the live rule', ({ modeOf }) => modeOf(rule) === 'live');
    expect(await decide()).toBe('decline');
  }, 300_000);

  it('keeps running when its file is broken, and the file is reported by name', async () => {
    await patchRules({ [file]: textOf(3, 'live').replace('UNWIND', 'UNWNID'), [otherFile]: 'no header\n' });
    await lookAtOnce();
    await untilRules(
      'both files to be refused',
      ({ reasonFor }) => reasonFor(file) !== undefined && reasonFor(otherFile) !== undefined,
    );
    const { modeOf, versionOf } = await rulesOf(pipeline.analyzerUrl);
    expect([modeOf(rule), versionOf(rule), modeOf('ring')]).toEqual(['live', 2, 'live']);
    expect(await decide()).toBe('decline');
  }, 300_000);

  it('is removed with its file, and so is the report of the other', async () => {
    await installRingtrace();
    await patchRules({ [otherFile]: null });
    await lookAtOnce();
    await untilRules(
      'no rule and no refusal',
      ({ modeOf, reasonFor }) => modeOf(rule) === undefined && reasonFor(otherFile) === undefined,
    );
    expect(await decide()).toBe('approve');
  }, 300_000);

  it('has replaced and restarted no pod', async () => {
    expect(await analyzers()).toEqual(podsBefore);
    await expectNoRestarts();
  });
});

interface Listed {
  rules: { id: string; version: number; mode: string }[];
  refused: { file: string; reason: string }[];
}

/** `GET /v1/rules`: undefined for an unknown rule, or a file that was not refused. */
export async function rulesOf(analyzerUrl: string) {
  const { data } = (await (await fetchAsClient(`${analyzerUrl}/v1/rules`)).json()) as { data: Listed };
  const find = (id: string) => data.rules.find((rule) => rule.id === id);
  return {
    modeOf: (id: string) => find(id)?.mode,
    versionOf: (id: string) => find(id)?.version,
    reasonFor: (file: string) => data.refused.find((each) => each.file === file)?.reason,
  };
}

/** As a user would: upgrades the chart with a file. */
export async function installRule(name: string, text: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ringtrace-rule-'));
  try {
    const path = join(folder, name);
    await writeFile(path, text);
    await installRingtraceWith(['--set-file', `analyzer.rules.files.${name.replaceAll('.', '\\.')}=${path}`]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Bypasses Helm; null removes a file. */
export async function patchRules(data: Record<string, string | null>): Promise<void> {
  const configMap = `configmap/${release}-analyzer-rules`;
  await kubectl(['patch', configMap, '-n', namespace, '--type=merge', '-p', JSON.stringify({ data })]);
}

/** Changing a pod makes the kubelet refresh its ConfigMaps, which otherwise takes up to 90 seconds. */
export const lookAtOnce = () =>
  kubectl([
    ...['annotate', 'pods', '-n', namespace, '-l', 'app.kubernetes.io/component=analyzer', '--overwrite'],
    `rules-changed=${Date.now()}`,
  ]);
