// STORE: findings on the graph, where they are the source of truth for verdicts; and reading them back.
import { Injectable } from '@nestjs/common';
import {
  type Finding,
  maxListedMembers,
  type Ring,
  transactionKey,
  type Verdict,
} from '@ringtrace/contracts';
import { Metrics, spanTags } from '@ringtrace/telemetry';
import { int, TracedNeo4j } from '@ringtrace/traced-neo4j';
import type { TransactionRow } from '../graph/write-transactions.ts';
import type { Detection } from '../rules/finding.ts';
import type { Evaluation } from '../rules/rule.runner.ts';
import { decideVerdict } from './decide-verdict.ts';
import {
  judgeTransactions,
  markFindingsTruncated,
  markTransactionsTruncated,
  pageFindings,
  readFindings,
  readJudgements,
  storeFindings,
  storeMembers,
} from './finding-statements.ts';
import {
  type StoredFinding,
  type StoredPayment,
  toContract,
  toProperties,
  toRing,
} from './stored-finding.ts';

interface Judgement {
  /** Transaction key. */
  id: string;
  truncated: boolean;
  /** Ids. */
  findings: string[];
}

interface FindingRow {
  finding: StoredFinding;
  payments: StoredPayment[];
}

@Injectable()
export class FindingRepository {
  private readonly neo4j: TracedNeo4j;
  private readonly findings;

  constructor(neo4j: TracedNeo4j, metrics: Metrics) {
    this.neo4j = neo4j;
    this.findings = metrics.counter(
      'ringtrace_findings_total',
      'Findings of a batch, known ones included, by rule',
      ['rule'],
    );
  }

  /**
   * Keeps what was found and returns the verdicts of the batch and of every earlier transaction that a live finding
   * involves. Idempotent.
   */
  async store(
    rows: TransactionRow[],
    { found, unseen }: Evaluation,
    traceIdOf: (transactionId: string) => string | undefined = () => undefined,
  ): Promise<Verdict[]> {
    await this.storeAll(found, traceIdOf);
    if (unseen.size > 0)
      await this.neo4j.write(markTransactionsTruncated, { batch: { ids: [...unseen].sort() } });
    const own = new Set(rows.map((row) => row.id));
    const live = found.filter((finding) => finding.rule.mode === 'live');
    const touched = new Set([...own, ...live.flatMap((finding) => finding.members)]);
    if (touched.size === 0) return [];
    // One order everywhere, so that concurrent analyzers take their locks in the same order.
    const judged = await this.neo4j.write<Judgement>(
      judgeTransactions,
      { batch: { rows: [...touched].sort().map((id) => ({ id, own: own.has(id) })) } },
      { tags: { [spanTags.batchSize]: touched.size } },
    );
    return this.toVerdicts(judged);
  }

  /** `pending` until every rule has seen the transaction; undefined if this tenant has none of that id. */
  async readVerdict(tenant: string, transactionId: string): Promise<Verdict | 'pending' | undefined> {
    const id = transactionKey({ tenant, id: transactionId });
    const [row] = await this.readJudgements([id]);
    if (row === undefined) return undefined;
    if (!row.judged) return 'pending';
    const [verdict] = await this.toVerdicts([row]);
    return verdict;
  }

  /** By transaction key, as the graph has them now; none of what no rule has seen yet. */
  async readVerdicts(ids: string[]): Promise<Verdict[]> {
    const rows = await this.readJudgements(ids);
    return this.toVerdicts(rows.filter((row) => row.judged));
  }

  private readJudgements(ids: string[]): Promise<(Judgement & { judged: boolean })[]> {
    return this.neo4j.read(readJudgements, { batch: { ids } });
  }

  /** Rings of a tenant first found at or after `since`, oldest first; of those found at `since` itself only ids above `after`. */
  async readRings(
    tenant: string,
    since: Date,
    limit: number,
    { after = '', shadow = false } = {},
  ): Promise<Ring[]> {
    const parameters = { tenant, sinceMs: int(since.getTime()), after, limit: int(limit), shadow };
    const page = await this.neo4j.read<{ id: string }>(pageFindings, parameters);
    const rows = await this.readFindings(page.map(({ id }) => id));
    return rows.map(({ finding, payments }) => toRing(finding, payments));
  }

  private async toVerdicts(judged: Judgement[]): Promise<Verdict[]> {
    const rows = await this.readFindings([...new Set(judged.flatMap(({ findings }) => findings))].sort());
    const byId = new Map(rows.map(({ finding, payments }) => [finding.id, toContract(finding, payments)]));
    return judged.map(({ id, truncated, findings }) =>
      decideVerdict(
        id,
        findings.map((finding) => byId.get(finding) as Finding),
        truncated,
      ),
    );
  }

  private async readFindings(ids: string[]): Promise<FindingRow[]> {
    if (ids.length === 0) return [];
    return this.neo4j.read<FindingRow>(readFindings, { batch: { ids }, most: int(maxListedMembers.ring) });
  }

  private async storeAll(
    found: Detection[],
    traceIdOf: (transactionId: string) => string | undefined,
  ): Promise<void> {
    if (found.length === 0) return;
    const inOrder = found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const findings = inOrder.map((finding) => ({
      id: finding.id,
      properties: toProperties(finding, traceIdOf(finding.foundBy)),
    }));
    await this.neo4j.write(storeFindings, { batch: { findings } });
    await this.neo4j.write(storeMembers, { batch: { links: inOrder.flatMap(toLinks) } });
    const truncated = inOrder.filter((finding) => finding.truncated).map((finding) => finding.id);
    if (truncated.length > 0) await this.neo4j.write(markFindingsTruncated, { batch: { ids: truncated } });
    for (const { rule } of found) this.findings.inc({ rule: rule.id });
  }
}

function toLinks({ id, isCase, members }: Detection) {
  const links = members.map((member, step) => ({ case: id, member, step: isCase ? null : int(step) }));
  return isCase ? links.sort((a, b) => (a.member < b.member ? -1 : 1)) : links;
}
