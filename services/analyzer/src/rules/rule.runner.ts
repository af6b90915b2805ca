// EVALUATE: every rule over the slice, each in a read transaction of its own after the write has been committed.
import { Injectable } from '@nestjs/common';
import { Metrics, spanTags } from '@ringtrace/telemetry';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import type { TransactionRow } from '../graph/write-transactions.ts';
import { type StoredFinding, toFinding } from '../verdict/finding.ts';
import { RuleRepository } from './rule.repository.ts';
import type { Rule, RuleHit } from './rule.ts';
import { ruleQuery } from './rule-query.ts';

@Injectable()
export class RuleRunner {
  private readonly neo4j: TracedNeo4j;
  private readonly rules: Rule[];
  private readonly hits;
  private readonly seconds;

  constructor(neo4j: TracedNeo4j, repository: RuleRepository, metrics: Metrics) {
    this.neo4j = neo4j;
    this.rules = repository.rules;
    this.hits = metrics.counter('ringtrace_rule_hits_total', 'Hits by rule, before known ones are merged', [
      'rule',
    ]);
    this.seconds = metrics.durations('ringtrace_rule_seconds', 'Evaluation of one rule over one slice', [
      'rule',
    ]);
  }

  /** Each finding once, whichever and however many of its members are in the slice. */
  async evaluate(rows: TransactionRow[]): Promise<StoredFinding[]> {
    const findings = new Map<string, StoredFinding>();
    if (rows.length === 0) return [];
    for (const rule of this.rules) {
      for (const hit of await this.run(rule, rows)) {
        const finding = toFinding(rule, hit);
        if (!findings.has(finding.id)) findings.set(finding.id, finding);
      }
    }
    return [...findings.values()];
  }

  private async run(rule: Rule, rows: TransactionRow[]): Promise<RuleHit[]> {
    const stop = this.seconds.startTimer({ rule: rule.id });
    const { statement, parameters } = ruleQuery(rule, rows);
    const hits = await this.neo4j.read<RuleHit>(statement, parameters, {
      tags: {
        [spanTags.ruleId]: rule.id,
        [spanTags.ruleVersion]: rule.version,
        [spanTags.sliceSize]: rows.length,
      },
    });
    stop();
    this.hits.inc({ rule: rule.id }, hits.length);
    return hits;
  }
}
