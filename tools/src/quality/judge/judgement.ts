// What was concluded about a stream, by the pipeline or by the reference model: all that is evaluated.
import type { TransactionRequest, Verdict } from '@ringtrace/contracts';
import { judge } from '../../reference/reference-model.ts';
import type { ThresholdChanges } from '../../reference/thresholds.ts';

export interface JudgedFinding {
  rule: string;
  /** All transactions whose verdict carries it, listed or not. */
  members: string[];
}

export interface Judgement {
  findings: JudgedFinding[];
  /** Ids of transactions whose decision is `review` or `decline`. */
  flagged: Set<string>;
}

// The verdicts on a stream, put together to what was found. Pure.

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

// What the rules' definitions say of a stream, worked out in memory: seconds, no server, no caps.

export function judgeByReference(
  requests: readonly TransactionRequest[],
  thresholds: ThresholdChanges = {},
): Judgement {
  const { findings, verdicts } = judge(requests, thresholds);
  const flagged = [...verdicts].filter(([, { decision }]) => decision !== 'approve');
  return { findings, flagged: new Set(flagged.map(([id]) => id)) };
}
