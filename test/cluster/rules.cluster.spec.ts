// Rules of one's own in the installed analyzer: tried in shadow, made live, broken, taken out, each by a change of their
// ConfigMap, and no pod is replaced for any of it.
import { randomBytes, randomInt } from 'node:crypto';
import { waitUntil } from '@ringtrace/tools';
import { fetchAsClient } from './api-key.ts';
import { openPipeline, type PipelineAccess } from './pipeline-access.ts';
import { installRingtrace } from './platform.ts';
import { expectNoRestarts, podsOf, waitForRollout } from './pods.ts';
import { installRule, lookAtOnce, patchRules, rulesOf } from './rules-access.ts';

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
  // By Helm alone, whoever has deployed last: what follows differs from it in its rules only.
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

/** Longer than the kubelet takes to write a changed ConfigMap into a pod: up to a minute and a half. */
const untilRules = (what: string, is: (rules: Awaited<ReturnType<typeof rulesOf>>) => boolean) =>
  waitUntil(async () => is(await rulesOf(pipeline.analyzerUrl)), {
    timeoutMs: 180_000,
    what,
    everyMs: 500,
  });

describe('a rule in the ConfigMap', () => {
  it('comes with an upgrade of the chart, tried in shadow: found, and no verdict changes', async () => {
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

  it('goes on as it was when its file is broken, and the file is refused by name', async () => {
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

  it('goes with its file, and so does the refusal of the other', async () => {
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
