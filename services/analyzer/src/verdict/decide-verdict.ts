// From findings to a decision. Independent of the order of the findings. Pure. The reference model of the tests has the same
// numbers (tools/src/reference/reference-model.ts).
import { type Decision, type Finding, parseTransactionKey, type Verdict } from '@ringtrace/contracts';

/** From this score on a person reviews the payment. Below it, a finding counts only together with others. */
const minReviewScore = 40;
/** From this score on the payment is declined. */
const minDeclineScore = 80;
/** Added to the highest score for each further rule. */
const scorePerFurtherRule = 10;
/** A verdict lists at most this many findings, highest scores first. */
const maxListedFindings = 50;

/** @param hasSkippedRule true if a rule was skipped for the transaction */
export function decideVerdict(transactionKey: string, findings: Finding[], hasSkippedRule = false): Verdict {
  const { tenant, id: transactionId } = parseTransactionKey(transactionKey);
  const score = scoreOf(findings);
  const ordered = [...findings].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  return {
    schemaVersion: 1,
    transactionId,
    tenant,
    decision: decisionOf(score),
    score,
    ...versionOf(findings, hasSkippedRule),
    findings: ordered.slice(0, maxListedFindings),
  };
}

/**
 * What changes whenever a verdict does. Rules only ever add findings, so the number of findings tells older verdicts from newer
 * ones; an erasure takes some away.
 */
export function versionOf(findings: { truncated: boolean }[], hasSkippedRule: boolean) {
  const truncated =
    hasSkippedRule || findings.length > maxListedFindings || findings.some((finding) => finding.truncated);
  return { revision: 1 + findings.length, truncated };
}

function scoreOf(findings: Finding[]): number {
  const highest = Math.max(0, ...findings.map((finding) => finding.score));
  const rules = new Set(findings.map((finding) => finding.rule)).size;
  return rules === 0 ? 0 : Math.min(100, highest + scorePerFurtherRule * (rules - 1));
}

function decisionOf(score: number): Decision {
  if (score >= minDeclineScore) return 'decline';
  return score >= minReviewScore ? 'review' : 'approve';
}
