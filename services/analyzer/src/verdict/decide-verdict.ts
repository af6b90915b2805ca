// From findings to a decision. Pure, and independent of the order in which findings came.
import { type Decision, type Finding, parseTransactionKey, type Verdict } from '@ringtrace/contracts';

/** From this score on a person looks; below it a finding is a hint that needs others beside it. */
const reviewFrom = 40;
/** From this score on a payment is declined. */
const declineFrom = 80;
/** What a further, different rule adds to the highest score. */
const perFurtherRule = 10;
/** A verdict lists at most so many findings, the highest scores first. */
const maxListed = 50;

/** @param isUnseen true if a rule was cut off before it had seen the transaction */
export function decideVerdict(transactionKey: string, findings: Finding[], isUnseen = false): Verdict {
  const { tenant, id: transactionId } = parseTransactionKey(transactionKey);
  const score = scoreOf(findings);
  const ordered = [...findings].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  return {
    schemaVersion: 1,
    transactionId,
    tenant,
    decision: decisionOf(score),
    score,
    // Findings are only ever added, so their number grows with every change of the verdict.
    revision: 1 + findings.length,
    truncated: isUnseen || findings.length > maxListed || findings.some((finding) => finding.truncated),
    findings: ordered.slice(0, maxListed),
  };
}

function scoreOf(findings: Finding[]): number {
  const highest = Math.max(0, ...findings.map((finding) => finding.score));
  const rules = new Set(findings.map((finding) => finding.rule)).size;
  return rules === 0 ? 0 : Math.min(100, highest + perFurtherRule * (rules - 1));
}

function decisionOf(score: number): Decision {
  if (score >= declineFrom) return 'decline';
  return score >= reviewFrom ? 'review' : 'approve';
}
