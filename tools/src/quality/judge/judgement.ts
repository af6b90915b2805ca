// The judgement on a stream, by the pipeline or by the reference model. Pure.
import type { TransactionRequest, Verdict } from '@ringtrace/contracts';
import { judge } from '../../reference/reference-model.ts';
import type { ThresholdChanges } from '../../reference/thresholds.ts';

export interface JudgedFinding {
  rule: string;
  /** All transactions whose verdict carries the finding, listed in it or not. */
  members: string[];
}

export interface Judgement {
  findings: JudgedFinding[];
  /** Ids of transactions whose decision is `review` or `decline`. */
  flagged: Set<string>;
}

/**
 * Collects findings from verdicts (newest revisions). A finding lists only its newest members, but every member's verdict
 * carries it.
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

/** By the rules' definitions, in memory: takes seconds, needs no server, has no caps. */
export function judgeByReference(
  requests: readonly TransactionRequest[],
  thresholds: ThresholdChanges = {},
): Judgement {
  const { findings, verdicts } = judge(requests, thresholds);
  const flagged = [...verdicts].filter(([, { decision }]) => decision !== 'approve');
  return { findings, flagged: new Set(flagged.map(([id]) => id)) };
}
