// Judges with the real pipeline: both services on their own Kafka and Neo4j, fed over HTTP, read from the verdicts topic.
import { fileURLToPath } from 'node:url';
import type { TransactionRequest } from '@ringtrace/contracts';
import { collectOutcomes, type Outcomes } from '../../pipeline/collect-outcomes.ts';
import { sendAll } from '../../pipeline/send-stream.ts';
import { startBackends } from '../../pipeline/servers/start-backends.ts';
import { startPipeline } from '../../pipeline/start-services.ts';
import { ProgressBar } from '../../program.ts';
import { type Judgement, toJudgement } from './judgement.ts';

export interface RuleFacts {
  id: string;
  version: number;
  mode: string;
  parameters: Record<string, number | string>;
}

export interface PipelineJudge {
  rules: RuleFacts[];
  /** Ids must be new to this judge. Rejects if a transaction becomes a dead letter or gets no verdict in time. */
  judge(requests: readonly TransactionRequest[]): Promise<Judgement>;
}

export interface PipelineJudgeOptions {
  /** Rule files that add to the shipped rules or override them. */
  rulesFolder: string | undefined;
  signal: AbortSignal;
  note(text: string): void;
  /** Registers cleanup, latest first. */
  onEnd(close: () => Promise<unknown>): void;
}

const logFolder = fileURLToPath(new URL('../../../../.local/quality-logs', import.meta.url));
/** Speed does not matter here; losing nothing does. */
const patiently = { batchSize: 200, concurrency: 4, timeoutMs: 30_000, giveUpAfterMs: 600_000 };
const quietMs = 3_000;
const minPerSecond = 20;

export async function startPipelineJudge(options: PipelineJudgeOptions): Promise<PipelineJudge> {
  const { rulesFolder, signal, note, onEnd } = options;
  const backends = await startBackends({
    instance: 'quality',
    only: ['kafka', 'neo4j'],
    fresh: true,
    progress: note,
    signal,
  });
  onEnd(() => backends.stop());
  // Nobody would look at these traces.
  const environment = { DD_TRACE_ENABLED: 'false', ...(rulesFolder && { RULES_DIR: rulesFolder }) };
  const pipeline = await startPipeline(backends, { logFolder, environment, signal });
  onEnd(() => pipeline.stop());
  const outcomes = await collectOutcomes(backends.kafkaBrokers);
  onEnd(() => outcomes.stop());
  return {
    rules: await readRules(pipeline.analyzer.url),
    judge: async (requests) => {
      const sending = new ProgressBar('sending', requests.length);
      await sendAll({
        ...patiently,
        url: pipeline.ingestor.url,
        requests,
        signal,
        onProgress: (done) => sending.update(done),
      });
      await untilSettled(outcomes, requests, signal);
      return toJudgement(requests.flatMap(({ id }) => outcomes.verdicts.get(id)?.verdict ?? []));
    },
  };
}

/** Waits until all are judged and no verdict has been upgraded for a while. */
async function untilSettled(
  outcomes: Outcomes,
  requests: readonly TransactionRequest[],
  signal: AbortSignal,
) {
  const judged = new ProgressBar('judged', requests.length);
  const left = new Set(requests.map(({ id }) => id));
  const timeoutMs = 60_000 + (requests.length / minPerSecond) * 1_000;
  const all = () => {
    if (outcomes.deadLetters.size > 0) {
      const reasons = new Set([...outcomes.deadLetters.values()].map(({ reason }) => reason));
      throw new Error(
        `${outcomes.deadLetters.size} transactions ended as dead letters: ${[...reasons].join(', ')}`,
      );
    }
    for (const id of left) if (outcomes.verdicts.has(id)) left.delete(id);
    judged.update(requests.length - left.size);
    return left.size === 0;
  };
  await outcomes.waitFor(all, { timeoutMs, what: 'every transaction to be judged', signal });
  let quiet = { records: 0, sinceMs: 0 };
  const isQuiet = () => {
    let records = 0;
    for (const { id } of requests) records += outcomes.verdicts.get(id)?.records ?? 0;
    if (records !== quiet.records) quiet = { records, sinceMs: performance.now() };
    return performance.now() - quiet.sinceMs >= quietMs;
  };
  await outcomes.waitFor(isQuiet, { timeoutMs: 120_000, what: 'verdicts to settle', signal });
}

async function readRules(url: string): Promise<RuleFacts[]> {
  const answer = await fetch(`${url}/v1/rules`);
  if (!answer.ok) throw new Error(`GET /v1/rules answered ${answer.status}`);
  const { data } = (await answer.json()) as { data: { rules: RuleFacts[] } };
  return data.rules.map(({ id, version, mode, parameters }) => ({ id, version, mode, parameters }));
}
