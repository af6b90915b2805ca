// STORE: findings on the graph, where they are the source of truth for verdicts; and reading them back.
import { Injectable } from '@nestjs/common';
import type { Finding, Ring, Verdict } from '@ringtrace/contracts';
import { Metrics, spanTags } from '@ringtrace/telemetry';
import { int, TracedNeo4j } from '@ringtrace/traced-neo4j';
import type { TransactionRow } from '../graph/write-transactions.ts';
import { decideVerdict } from './decide-verdict.ts';
import type { StoredFinding } from './finding.ts';
import { judgeTransactions, readRings, readVerdict, storeFindings } from './finding-statements.ts';

/** A finding as the database holds it: evidence as JSON text, since a property cannot hold a map. */
interface FindingNode extends Omit<Finding, 'evidence'> {
  evidence: string;
  foundAtMs: number;
}

@Injectable()
export class FindingRepository {
  private readonly neo4j: TracedNeo4j;
  private readonly findings;

  constructor(neo4j: TracedNeo4j, metrics: Metrics) {
    this.neo4j = neo4j;
    this.findings = metrics.counter(
      'ringtrace_findings_total',
      'Findings of a slice, known ones included, by rule',
      ['rule'],
    );
  }

  /** Keeps the findings and returns the verdicts of the slice and of every earlier transaction that they involve. */
  async store(rows: TransactionRow[], found: StoredFinding[]): Promise<Verdict[]> {
    if (found.length > 0) await this.storeAll(found);
    const own = new Set(rows.map((row) => row.id));
    const touched = new Set([...own, ...found.flatMap((finding) => finding.members)]);
    if (touched.size === 0) return [];
    // One order everywhere, so that concurrent analyzers take their locks in the same order.
    const judged = await this.neo4j.write<{ id: string; findings: FindingNode[] }>(
      judgeTransactions,
      { rows: [...touched].sort().map((id) => ({ id, own: own.has(id) })) },
      { tags: { [spanTags.sliceSize]: touched.size } },
    );
    return judged.map(({ id, findings }) => decideVerdict(id, findings.map(toFinding)));
  }

  /** `pending` until every rule has seen the transaction; undefined if the graph does not know it. */
  async readVerdict(id: string): Promise<Verdict | 'pending' | undefined> {
    const [row] = await this.neo4j.read<{ judged: boolean; findings: FindingNode[] }>(readVerdict, { id });
    if (row === undefined) return undefined;
    return row.judged ? decideVerdict(id, row.findings.map(toFinding)) : 'pending';
  }

  /** Rings first found at or after `since`, oldest first; of those found at `since` itself only ids above `after`. */
  async readRings(since: Date, limit: number, after = ''): Promise<Ring[]> {
    const parameters = { sinceMs: int(since.getTime()), after, limit: int(limit) };
    const rows = await this.neo4j.read<{ finding: FindingNode }>(readRings, parameters);
    return rows.map(({ finding }) => ({
      ...toFinding(finding),
      foundAt: new Date(finding.foundAtMs).toISOString(),
    }));
  }

  private async storeAll(found: StoredFinding[]): Promise<void> {
    const findings = found
      .map(({ id, rule, ruleVersion, score, members, evidence, truncated }) => ({
        id,
        rule,
        ruleVersion: int(ruleVersion),
        score: int(score),
        members,
        evidence: JSON.stringify(evidence),
        truncated,
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    await this.neo4j.write(storeFindings, { findings });
    for (const finding of found) this.findings.inc({ rule: finding.rule });
  }
}

function toFinding(node: FindingNode): Finding {
  const { id, rule, ruleVersion, score, members, truncated } = node;
  return { id, rule, ruleVersion, score, members, evidence: JSON.parse(node.evidence), truncated };
}
