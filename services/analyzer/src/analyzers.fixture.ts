// An analyzer without Kafka and HTTP: the steps of a batch on a real graph, for tests.
import type { TransactionEvent, TransactionRequest, Verdict } from '@ringtrace/contracts';
import { createLogger, Metrics } from '@ringtrace/telemetry';
import { waitUntil } from '@ringtrace/tools';
import { RetryLaterError } from '@ringtrace/traced-kafka';
import { TracedNeo4j, type TracedNeo4jOptions } from '@ringtrace/traced-neo4j';
import { GraphSchemaRepository } from './graph/graph-schema.repository.ts';
import { TokenRepository } from './graph/token.repository.ts';
import { TransactionRepository } from './graph/transaction.repository.ts';
import { RuleAttempts } from './rules/rule.attempts.ts';
import type { RuleRepository } from './rules/rule.repository.ts';
import { RuleRunner } from './rules/rule.runner.ts';
import type { Rule } from './rules/rule.ts';
import { RulePlanRepository } from './rules/rule-plan.repository.ts';
import { RuleStatistics } from './rules/rule-statistics.ts';
import { FindingRepository } from './verdict/finding.repository.ts';

/** The step after which the processing of a batch stops, as if the process had been killed. */
export type DiesAfter = 'write' | 'evaluate' | 'store';

export class Analyzer {
  readonly metrics: Metrics;
  readonly neo4j: TracedNeo4j;
  readonly transactions: TransactionRepository;
  readonly tokens: TokenRepository;
  readonly rules: RuleRunner;
  readonly findings: FindingRepository;
  readonly statistics: RuleStatistics;
  private readonly schema: GraphSchemaRepository;
  private readonly plans: RulePlanRepository;
  private readonly running: readonly Rule[];

  constructor(database: TracedNeo4jOptions, running: Rule[], budgetMs = 15_000) {
    const logger = createLogger({ service: 'test', level: 'silent' });
    const metrics = new Metrics();
    this.metrics = metrics;
    this.neo4j = new TracedNeo4j(database, metrics);
    this.schema = new GraphSchemaRepository(this.neo4j, logger);
    this.tokens = new TokenRepository(this.neo4j, metrics);
    this.transactions = new TransactionRepository(this.neo4j, this.schema, logger, metrics, this.tokens);
    this.statistics = new RuleStatistics(metrics);
    const repository = { running } as unknown as RuleRepository;
    this.plans = new RulePlanRepository(this.neo4j);
    this.running = running;
    this.rules = new RuleRunner(
      new RuleAttempts(this.neo4j, this.plans, this.statistics, logger),
      repository,
      this.statistics,
      { budgetMs, maxConcurrentRules: 4 },
      logger,
    );
    this.findings = new FindingRepository(this.neo4j, metrics);
  }

  async ready(): Promise<void> {
    await this.schema.applyUntilDone([], new AbortController().signal);
    const isPlanned = () =>
      this.plans.whenPlanned(this.running).then(
        () => true,
        (error) => {
          if (error instanceof RetryLaterError) return false;
          throw error;
        },
      );
    await waitUntil(isPlanned, { timeoutMs: 100_000, what: 'the plans of the rules' });
  }

  /** Returns the verdicts that would be published; none if it dies before. */
  async judge(batch: TransactionEvent[], diesAfter?: DiesAfter): Promise<Verdict[]> {
    const written = await this.transactions.write(batch);
    if (diesAfter === 'write') return [];
    const rows = await this.tokens.applyRedirects(written);
    const evaluation = await this.rules.evaluate(rows);
    if (diesAfter === 'evaluate') return [];
    const verdicts = await this.findings.store(rows, evaluation);
    return diesAfter === 'store' ? [] : verdicts;
  }

  stop(): Promise<void> {
    return this.neo4j.onApplicationShutdown();
  }
}

/** The event as the ingestor would send it, but with readable tokens. */
export function toEvent(request: TransactionRequest): TransactionEvent {
  const { payer, payee, occurredAt, merchantId, ip: _, card, device, ...same } = request;
  return {
    ...same,
    schemaVersion: 1,
    occurredAtMs: Date.parse(occurredAt),
    payerAccount: `k1:${payer.accountId}`,
    payeeAccount: `k1:${payee.accountId}`,
    ...(card === undefined ? {} : { card: `k1:${card}` }),
    ...(device === undefined ? {} : { device: `k1:${device}` }),
    ...(merchantId === undefined ? {} : { merchant: `k1:${merchantId}` }),
  };
}
