// Tries the grid on the tuning days and chooses a point for each rule. Held-back days are never looked at.
import { type RuleId, ruleIds, type ThresholdChanges, withDefaults } from '../../reference/thresholds.ts';
import { countOutcome } from '../evaluate/count-outcome.ts';
import { addCounts, type Counts } from '../evaluate/counts.ts';
import { typologyOf } from '../evaluate/rule-of.ts';
import { type Scores, score, share, toScores } from '../evaluate/scores.ts';
import { judgeByReference } from '../judge/judge-by-reference.ts';
import type { Judgement } from '../judge/judgement.ts';
import type { LabelledTraffic } from '../labelled-traffic.ts';
import { chooseBest, type Trial } from './choose.ts';
import { choiceOf, type Point, pointsOf, rounds } from './grid.ts';

export interface Tuning {
  trials: Record<RuleId, Trial[]>;
  best: Record<RuleId, Trial>;
  /** All rules with their best thresholds, on the same days. */
  together: Scores;
}

/** `onProgress` hears how many judgements of how many are done; it may end the run by throwing. */
export async function tune(
  days: readonly LabelledTraffic[],
  onProgress: (done: number, of: number) => void,
): Promise<Tuning> {
  const trials = byRule((): Trial[] => []);
  for (let round = 0; round < rounds; round++) {
    const judgements: Judgement[] = [];
    for (const day of days) {
      judgements.push(judgeByReference(day.requests, choiceOf(round)));
      onProgress(round * days.length + judgements.length, rounds * days.length);
      // Ctrl-C is heard between two judgements.
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const rule of ruleIds) {
      const point = pointsOf(rule)[round];
      if (point !== undefined) trials[rule].push(toTrial(rule, point, countsOf(rule, days, judgements)));
    }
  }
  const best = byRule((rule) => chooseBest(trials[rule]));
  const changes = byRule((rule) => best[rule].point) as unknown as ThresholdChanges;
  const together = days.map((day) => countOutcome(day, judgeByReference(day.requests, changes)));
  return { trials, best, together: toScores(addCounts(together)) };
}

function countsOf(rule: RuleId, days: readonly LabelledTraffic[], judgements: readonly Judgement[]): Counts {
  return addCounts(days.map((day, index) => countOutcome(day, onlyBy(rule, judgements[index] as Judgement))));
}

/** As if there were no other rule. */
function onlyBy(rule: RuleId, { findings }: Judgement): Judgement {
  const own = findings.filter((finding) => finding.rule === rule);
  return { findings: own, flagged: new Set(own.flatMap(({ members }) => members)) };
}

function toTrial(rule: RuleId, point: Point, sum: Counts): Trial {
  const { alerts = 0, rightAlerts = 0 } = sum.rules[rule] ?? {};
  const { planted = 0, foundByOwnRule = 0 } = sum.typologies[typologyOf(rule)] ?? {};
  const lookAlikes = Object.entries(sum.lookAlikes).map(([lookAlike, { flaggedPatterns, patterns }]) => ({
    lookAlike,
    share: share(flaggedPatterns, patterns) ?? 0,
  }));
  const [worstLookAlike = { lookAlike: '', share: 0 }] = lookAlikes.toSorted((a, b) => b.share - a.share);
  const shipped = withDefaults()[rule] as unknown as Point;
  const changes = Object.entries(point).filter(([name, value]) => shipped[name] !== value).length;
  return {
    point,
    changes,
    ...score(share(rightAlerts, alerts), share(foundByOwnRule, planted)),
    worstLookAlike,
  };
}

function byRule<T>(make: (rule: RuleId) => T): Record<RuleId, T> {
  return Object.fromEntries(ruleIds.map((rule) => [rule, make(rule)])) as Record<RuleId, T>;
}
