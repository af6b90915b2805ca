// STORE: stores findings in the graph, which is the source of truth for verdicts, and reads them back.
import { Injectable } from '@nestjs/common';
import {
  type Finding,
  maxListedMembers,
  type Ring,
  transactionKey,
  type Verdict,
  verdictKey,
} from '@ringtrace/contracts';
import { Metrics, spanTags } from '@ringtrace/telemetry';
import { int, TracedNeo4j } from '@ringtrace/traced-neo4j';
import type { TransactionRow } from '../graph/write-transactions.ts';
import type { Detection } from '../rules/finding.ts';
import type { Evaluation, SkippedRow } from '../rules/rule.runner.ts';
import { decideVerdict, versionOf } from './decide-verdict.ts';
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
import { RelatedRepository } from './related.repository.ts';
import {
  type StoredFinding,
  type StoredPayment,
  toContract,
  toProperties,
  toRing,
} from './stored-finding.ts';

/** What a verdict depends on, by a light query. */
interface Judgement {
  /** Transaction key. */
  id: string;
  /** It is of an erased person. */
  erased: boolean;
  /** A rule was skipped for it. */
  truncated: boolean;
  findings: { id: string; truncated: boolean }[];
}

/** Verdicts that are no longer what was published. */
export interface ChangedVerdicts {
  /** The current ones. */
  changed: Verdict[];
  /** Transaction keys of payments of an erased person: they have no verdict any more. */
  erased: string[];
}

interface FindingRow {
  finding: StoredFinding;
  payments: StoredPayment[];
}

@Injectable()
export class FindingRepository {
  private readonly neo4j: TracedNeo4j;
  private readonly related: RelatedRepository;
  private readonly findings;

  constructor(neo4j: TracedNeo4j, metrics: Metrics) {
    this.neo4j = neo4j;
    this.related = new RelatedRepository(neo4j);
    this.findings = metrics.counter(
      'ringtrace_findings_total',
      'Findings per batch, including known ones, by rule',
      ['rule'],
    );
  }

  /**
   * Stores the findings of a batch. Returns the verdicts of the batch, of every earlier transaction that a live finding
   * involves, and of those that may miss a finding because a rule was skipped. Payments of an erased person have no verdict any
   * more. Idempotent.
   */
  async store(
    rows: TransactionRow[],
    { detections, skipped }: Evaluation,
    traceIdOf: (transactionKey: string) => string | undefined = () => undefined,
  ): Promise<Verdict[]> {
    await this.storeAll(detections, traceIdOf);
    const related = await this.markTruncated(skipped);
    const own = new Set(rows.map((row) => row.id));
    const live = detections.filter(({ rule }) => rule.mode === 'live');
    const affected = new Set([...own, ...live.flatMap(({ members }) => members), ...related]);
    if (affected.size === 0) return [];
    // Sorted, so that concurrent analyzers take their locks in the same order.
    const judgements = await this.neo4j.write<Judgement>(
      judgeTransactions,
      { batch: { rows: [...affected].sort().map((id) => ({ id, own: own.has(id) })) } },
      { tags: { [spanTags.batchSize]: affected.size } },
    );
    return this.toVerdicts(judgements.filter(({ erased }) => !erased));
  }

  /** Of these verdicts, those that another process has changed since they were decided. */
  async readChanged(verdicts: Verdict[]): Promise<ChangedVerdicts> {
    if (verdicts.length === 0) return { changed: [], erased: [] };
    const known = new Map(verdicts.map((verdict) => [verdictKey(verdict), verdict]));
    const rows = await this.readJudgements([...known.keys()]);
    const isChanged = ({ id, findings, truncated }: Judgement) => {
      const version = versionOf(findings, truncated);
      const verdict = known.get(id);
      return verdict?.revision !== version.revision || verdict.truncated !== version.truncated;
    };
    const changed = rows.filter((row) => !row.erased && isChanged(row)).map(({ id }) => id);
    return {
      changed: changed.length > 0 ? await this.readVerdicts(changed) : [],
      erased: rows.filter(({ erased }) => erased).map(({ id }) => id),
    };
  }

  /** `pending` until all rules have run; undefined if this tenant has no transaction with that id. */
  async readVerdict(tenant: string, transactionId: string): Promise<Verdict | 'pending' | undefined> {
    const [row] = await this.readJudgements([transactionKey({ tenant, id: transactionId })]);
    if (row === undefined) return undefined;
    if (!row.judged) return 'pending';
    const [verdict] = await this.toVerdicts([row]);
    return verdict;
  }

  /** The current verdicts of these transactions. None for a transaction for which the rules have not run yet. */
  async readVerdicts(transactionKeys: string[]): Promise<Verdict[]> {
    const rows = await this.readJudgements(transactionKeys);
    return this.toVerdicts(rows.filter((row) => row.judged));
  }

  private readJudgements(transactionKeys: string[]): Promise<(Judgement & { judged: boolean })[]> {
    return this.neo4j.read(readJudgements, { batch: { ids: transactionKeys } });
  }

  /**
   * Findings of a tenant that were first stored at or after `since`, oldest first. Of those stored at `since` itself, only
   * ids above `after`.
   */
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

  private async toVerdicts(judgements: Judgement[]): Promise<Verdict[]> {
    const ids = new Set(judgements.flatMap(({ findings }) => findings.map((finding) => finding.id)));
    const rows = await this.readFindings([...ids].sort());
    const byId = new Map(rows.map(({ finding, payments }) => [finding.id, toContract(finding, payments)]));
    return judgements.map(({ id, truncated, findings }) =>
      decideVerdict(
        id,
        findings.map((finding) => byId.get(finding.id) as Finding),
        truncated,
      ),
    );
  }

  private async readFindings(ids: string[]): Promise<FindingRow[]> {
    if (ids.length === 0) return [];
    return this.neo4j.read<FindingRow>(readFindings, {
      batch: { ids },
      limit: int(maxListedMembers.pattern),
    });
  }

  /**
   * Marks the skipped transactions, and others whose verdict may miss a finding with them. Returns those of the others that
   * have a verdict: it changes.
   */
  private async markTruncated(skipped: readonly SkippedRow[]): Promise<string[]> {
    if (skipped.length === 0) return [];
    const related = await this.related.relatedTo(skipped);
    const ids = new Set([...skipped.map(({ row }) => row.id), ...related.map(({ id }) => id)]);
    await this.neo4j.write(markTransactionsTruncated, { batch: { ids: [...ids].sort() } });
    return related.filter(({ judged }) => judged).map(({ id }) => id);
  }

  private async storeAll(
    detections: Detection[],
    traceIdOf: (transactionKey: string) => string | undefined,
  ): Promise<void> {
    if (detections.length === 0) return;
    const inOrder = detections.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const findings = inOrder.map((detection) => ({
      id: detection.id,
      properties: toProperties(detection, traceIdOf(detection.foundBy)),
    }));
    await this.neo4j.write(storeFindings, { batch: { findings } });
    await this.neo4j.write(storeMembers, { batch: { links: inOrder.flatMap(toLinks) } });
    const truncated = inOrder.filter((detection) => detection.truncated).map(({ id }) => id);
    if (truncated.length > 0) await this.neo4j.write(markFindingsTruncated, { batch: { ids: truncated } });
    for (const { rule } of detections) this.findings.inc({ rule: rule.id });
  }
}

function toLinks({ id, isCase, members }: Detection) {
  const links = members.map((member, index) => ({
    findingId: id,
    member,
    position: isCase ? null : int(index),
  }));
  return isCase ? links.sort((a, b) => (a.member < b.member ? -1 : 1)) : links;
}
