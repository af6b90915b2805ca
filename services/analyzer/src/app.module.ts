// Builds the analyzer: consume < graph < rules < verdict. main.ts starts it.
import {
  type DynamicModule,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { AuthModule } from '@ringtrace/auth';
import { analyzerGroup, topicRequirements, topics } from '@ringtrace/contracts';
import {
  authOptions,
  kafkaConnection,
  ServiceShellModule,
  userTrackingOptions,
} from '@ringtrace/service-shell';
import { TelemetryModule } from '@ringtrace/telemetry';
import { KafkaHealth, TracedKafkaModule } from '@ringtrace/traced-kafka';
import {
  classifyNeo4jError,
  int,
  neo4jHealth,
  TracedNeo4j,
  TracedNeo4jModule,
} from '@ringtrace/traced-neo4j';
import { UserTrackingModule } from '@ringtrace/user-tracking';
import type { AnalyzerConfig } from './config.ts';
import { TransactionsConsumer } from './consume/transactions.consumer.ts';
import { databaseConnection } from './database-config.ts';
import { GraphSchemaRepository } from './graph/graph-schema.repository.ts';
import { TokenRepository } from './graph/token.repository.ts';
import { countRedirects, readRedirects } from './graph/token-statements.ts';
import { TransactionRepository } from './graph/transaction.repository.ts';
import { readKnown, readStored, writeEntities, writeTransactions } from './graph/write-transactions.ts';
import { RuleAttempts } from './rules/rule.attempts.ts';
import { RuleRepository, ruleSource } from './rules/rule.repository.ts';
import { RuleRunner, ruleLimits } from './rules/rule.runner.ts';
import { RulePlanRepository } from './rules/rule-plan.repository.ts';
import { RuleStatistics } from './rules/rule-statistics.ts';
import { RulesController } from './rules/rules.controller.ts';
import { FindingRepository } from './verdict/finding.repository.ts';
import {
  judgeTransactions,
  readFindings,
  readJudgements,
  storeFindings,
  storeMembers,
} from './verdict/finding-statements.ts';
import { RingsController } from './verdict/rings.controller.ts';
import { VerdictPublisher } from './verdict/verdict.publisher.ts';
import { VerdictsController } from './verdict/verdicts.controller.ts';

/** As many as there are connections for them. More would only queue for the database's processors. */
const maxConcurrentRules = 4;

/** One is at the database while the other is being read or published. */
const maxConcurrentBatches = 2;
/** About half of it is time in the queue for the database. */
const batchTargetMs = 600;

const warmUps = [
  { statement: readKnown, parameters: { batch: { rows: [] } } },
  { statement: readStored, parameters: { batch: { ids: [] } } },
  { statement: writeEntities, parameters: { batch: { accounts: [], cards: [], devices: [] } } },
  { statement: writeTransactions, parameters: { batch: { rows: [] } } },
  { statement: countRedirects, parameters: {} },
  { statement: readRedirects, parameters: { batch: { tokens: [] } } },
  { statement: storeFindings, parameters: { batch: { findings: [] } } },
  { statement: storeMembers, parameters: { batch: { links: [] } } },
  { statement: judgeTransactions, parameters: { batch: { rows: [] } } },
  { statement: readJudgements, parameters: { batch: { ids: [] } } },
  { statement: readFindings, parameters: { batch: { ids: [] }, limit: int(1) } },
];

@Module({})
export class AppModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly schema: GraphSchemaRepository;
  private readonly rules: RuleRepository;
  private readonly stopping = new AbortController();

  constructor(schema: GraphSchemaRepository, rules: RuleRepository) {
    this.schema = schema;
    this.rules = rules;
  }

  static with(config: AnalyzerConfig): DynamicModule {
    const tracking = userTrackingOptions(config);
    return {
      module: AppModule,
      // Readiness checks inject the exports.
      global: true,
      exports: [GraphSchemaRepository, RuleRepository],
      imports: [
        TelemetryModule.forRoot({ service: process.env.DD_SERVICE ?? 'analyzer', level: config.LOG_LEVEL }),
        // Before the guard, so that rejected requests are attributed, too. For messages it tags the sender, if the record names
        // one. Our own records do not carry it on: topics.verdicts is compacted and would keep personal data forever.
        ...(tracking ? [UserTrackingModule.forRoot(tracking)] : []),
        AuthModule.forRoot(authOptions(config)),
        TracedNeo4jModule.forRoot(databaseConnection(config)),
        TracedKafkaModule.forRoot({
          ...kafkaConnection(config),
          topics: topicRequirements(topics.transactions, topics.verdicts, topics.deadLetters),
          consumer: {
            groupId: analyzerGroup,
            deadLetterTopic: topics.deadLetters,
            maxConcurrentBatches,
            batch: { maxRecords: config.BATCH_MAX_RECORDS, targetMs: batchTargetMs },
            classify: classifyNeo4jError,
          },
        }),
        ServiceShellModule.forRoot({
          inject: [KafkaHealth, TracedNeo4j, GraphSchemaRepository, RuleRepository],
          useFactory: (
            kafka: KafkaHealth,
            neo4j: TracedNeo4j,
            schema: GraphSchemaRepository,
            rules: RuleRepository,
          ) => [
            { name: 'kafka', check: () => kafka.check() },
            { name: 'neo4j', check: () => neo4jHealth(neo4j) },
            { name: 'graph', check: async () => schema.health() },
            { name: 'rules', check: async () => rules.health() },
          ],
        }),
      ],
      controllers: [TransactionsConsumer, VerdictsController, RingsController, RulesController],
      providers: [
        GraphSchemaRepository,
        TransactionRepository,
        TokenRepository,
        {
          provide: ruleSource,
          useValue: { directory: config.RULES_DIR, reloadMs: config.RULES_RELOAD_SECONDS * 1_000 },
        },
        { provide: ruleLimits, useValue: { budgetMs: config.RULE_BUDGET_MS, maxConcurrentRules } },
        RulePlanRepository,
        RuleRepository,
        RuleStatistics,
        RuleAttempts,
        RuleRunner,
        FindingRepository,
        VerdictPublisher,
      ],
    };
  }

  /** In the background: without a database the service starts, is not ready, and processes no batch. */
  onApplicationBootstrap(): void {
    void this.prepare(this.stopping.signal);
  }

  private async prepare(signal: AbortSignal): Promise<void> {
    await this.schema.applyUntilDone(warmUps, signal);
    await this.rules.keepLoaded(signal);
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }
}
