// Judges labelled streams one after the other and sums the counts.

import type { LabelledTraffic } from '../traffic/labelled/labelled-traffic.ts';
import { addCounts, type Counts, countOutcome } from './evaluate/counts.ts';
import { judgeByReference } from './judge/judgement.ts';
import type { PipelineJudge } from './judge/pipeline-judge.ts';

export interface Stream {
  name: string;
  make(): Promise<LabelledTraffic>;
}

export interface Outcome {
  counts: Counts;
  /** Null without a pipeline. */
  flaggedDifferently: number | null;
}

/** Uses the reference model if there is no `pipeline`. Keeps one stream in memory at a time. */
export async function evaluateStreams(
  streams: readonly Stream[],
  pipeline: PipelineJudge | undefined,
  { note, signal }: { note(text: string): void; signal: AbortSignal },
): Promise<Outcome> {
  const counts: Counts[] = [];
  let differences = 0;
  for (const { name, make } of streams) {
    signal.throwIfAborted();
    const traffic = await make();
    note(`${name}: ${traffic.requests.length.toLocaleString('en')} transactions`);
    const expected = judgeByReference(traffic.requests);
    const judgement = (await pipeline?.judge(traffic.requests)) ?? expected;
    differences += traffic.requests.filter(
      ({ id }) => judgement.flagged.has(id) !== expected.flagged.has(id),
    ).length;
    counts.push(countOutcome(traffic, judgement));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { counts: addCounts(counts), flaggedDifferently: pipeline ? differences : null };
}
