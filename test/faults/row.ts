// What a fault is, and its injection: payments flow, the fault comes and goes, then everything must hold again.
import { setTimeout as wait } from 'node:timers/promises';
import { waitUntil } from '@ringtrace/tools';
import { Load } from './load.ts';
import { untilHeld } from './observe.ts';
import type { Stage, StageKind } from './stage.ts';

type Inject = (stage: Stage, load: Load) => Promise<unknown>;

export interface FaultRow {
  name: string;
  /** What happens, for a reader of the table. */
  injected: string;
  /** Over when it returns: the stage is as it was. Throws if something else is seen than promised. A text says what was seen. */
  inject: Inject;
  /** Whether it is one of the quick set. */
  quick: boolean;
  /** Default: one broker and one database in plain text, behind proxies. */
  kind?: StageKind;
  /** Why this machine cannot run it. */
  cannotRun?(): string | undefined;
}

export const quick = (name: string, injected: string, inject: Inject): FaultRow => ({
  name,
  injected,
  inject,
  quick: true,
});

/** Takes longer than a row of the quick set should, or shows nothing that one of those does not. */
export const thorough = (name: string, injected: string, inject: Inject): FaultRow => ({
  ...quick(name, injected, inject),
  quick: false,
});

export interface Result {
  observed: string;
  /** None if everything held. */
  problems: string[];
  recovery: string;
}

const judgedBeforeFault = 20;
/** Payments flow on for a moment after the fault. */
const afterFaultMs = 1_000;

/** Recovery counts from the end of the fault to the moment when everything holds for all that was sent. */
export async function inject(
  row: FaultRow,
  stage: Stage,
  seed: number,
  signal: AbortSignal,
): Promise<Result> {
  const load = new Load({ url: stage.ingestor.url, idPrefix: `f${seed}-${stage.run}`, seed, signal });
  const judged = () => [...load.requests.keys()].filter((id) => stage.outcomes.verdicts.has(id)).length;
  let seen: unknown;
  let beginMs = 0;
  try {
    const what = `${judgedBeforeFault} verdicts before the fault`;
    await waitUntil(() => judged() >= judgedBeforeFault, { timeoutMs: 120_000, what, signal });
    seen = await row.inject(stage, load);
    beginMs = performance.now();
    await wait(afterFaultMs, undefined, { signal });
  } catch (error) {
    void load.stop();
    return { observed: '-', problems: [(error as Error).message], recovery: '-' };
  }
  const sent = await load.stop();
  const problems = await untilHeld(stage, load, sent, signal);
  const { accepted, unknown, refused } = sent;
  if (refused.length > 0) problems.push(`${refused.length} refused: ${refused[0]?.body}`);
  const numbers = [
    `${accepted.size} accepted`,
    unknown.length && `${unknown.length} unknown`,
    `${judged()} judged`,
  ];
  return {
    observed: [...numbers, typeof seen === 'string' && seen].filter(Boolean).join(', '),
    problems,
    recovery: `${((performance.now() - beginMs) / 1_000).toFixed(1)} s`,
  };
}
