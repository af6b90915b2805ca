// Everything that can be seen from outside after a load: topics, graph, answers. oracle.ts judges it.
import type { Decision } from '@ringtrace/contracts';
import { judge, type SendOutcome, waitUntil } from '@ringtrace/tools';
import type { Load } from './load.ts';
import { type Observation, violationsOf } from './oracle.ts';
import type { Stage } from './stage.ts';

const recoveryTimeoutMs = 180_000;

/** Resolves as soon as nothing is wrong with what was sent, or after a while with what still is. */
export async function untilHeld(stage: Stage, load: Load, sent: SendOutcome, signal: AbortSignal) {
  let problems: string[] = [];
  const held = async () => {
    problems = await violations(stage, load, sent);
    return problems.length === 0;
  };
  const wanted = { timeoutMs: recoveryTimeoutMs, what: 'every promise to hold', everyMs: 250, signal };
  await waitUntil(held, wanted).catch((error: Error) => problems.length || problems.push(error.message));
  return problems;
}

async function violations(stage: Stage, load: Load, sent: SendOutcome): Promise<string[]> {
  const { requests, excused } = load;
  const ids = [...requests.keys()].filter((id) => !excused.has(id));
  const counts = (id: string) => requests.has(id) && !excused.has(id);
  const decisions = new Map<string, Decision>();
  for (const [id, { verdict }] of stage.outcomes.verdicts)
    if (counts(id)) decisions.set(id, verdict.decision);
  const judged = [...requests.values()].filter(({ id }) => stage.outcomes.verdicts.has(id));
  const dead = [...stage.outcomes.deadLetters.values()].map(({ key }) => String(key));
  const seen: Observation = {
    accepted: new Set([...sent.accepted.keys()].filter(counts)),
    unknown: new Set(sent.unknown),
    decisions,
    deadLetters: new Set(dead.filter(counts)),
    expected: new Map([...judge(judged).verdicts].map(([id, { decision }]) => [id, decision])),
    stored: await storedCounts(stage, ids),
  };
  return [...violationsOf(seen), ...stage.outcomes.problems];
}

async function storedCounts(stage: Stage, ids: string[]): Promise<Map<string, number>> {
  const statement = 'UNWIND $ids AS id MATCH (t:Transaction {id: id}) RETURN id, toFloat(count(t)) AS times';
  const { records } = await stage.servers.withDatabase((driver, database) =>
    driver.executeQuery(statement, { ids }, { database }),
  );
  return new Map(records.map((record) => [record.get('id'), record.get('times')]));
}
