// The verdicts on a stream, put together to what was found. Pure.
import type { Verdict } from '@ringtrace/contracts';
import type { JudgedFinding, Judgement } from './judgement.ts';

/**
 * A finding lists its newest members only, but every member's verdict carries it: its members are those whose verdicts do.
 * `verdicts` are the newest revisions.
 */
export function toJudgement(verdicts: Iterable<Verdict>): Judgement {
  const findings = new Map<string, JudgedFinding>();
  const flagged = new Set<string>();
  for (const { transactionId, decision, findings: own } of verdicts) {
    if (decision !== 'approve') flagged.add(transactionId);
    for (const { id, rule } of own) {
      const finding = findings.get(id) ?? { rule, members: [] };
      finding.members.push(transactionId);
      findings.set(id, finding);
    }
  }
  return { findings: [...findings.values()], flagged };
}
