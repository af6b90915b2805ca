// Builds the analyzer: consume < graph < rules < verdict. main.ts runs it.
import {
  type DynamicModule,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { analyzerGroup, topics } from '@ringtrace/contracts';
import { kafkaConnection, ServiceShellModule } from '@ringtrace/service-shell';
import { TelemetryModule } from '@ringtrace/telemetry';
import { KafkaHealth, TracedKafkaModule } from '@ringtrace/traced-kafka';
import { classifyNeo4jError, neo4jHealth, TracedNeo4j, TracedNeo4jModule } from '@ringtrace/traced-neo4j';
import type { AnalyzerConfig } from './config.ts';
import { TransactionsConsumer } from './consume/transactions.consumer.ts';
import { GraphSchemaRepository } from './graph/graph-schema.repository.ts';
import { TransactionRepository } from './graph/transaction.repository.ts';
import { writeTransactions } from './graph/write-transactions.ts';
import { RuleRepository } from './rules/rule.repository.ts';
import { RuleRunner } from './rules/rule.runner.ts';
import { ruleQuery } from './rules/rule-query.ts';
import { FindingRepository } from './verdict/finding.repository.ts';
import { judgeTransactions, storeFindings } from './verdict/finding-statements.ts';
import { RingsController } from './verdict/rings.controller.ts';
import { VerdictPublisher } from './verdict/verdict.publisher.ts';
import { VerdictsController } from './verdict/verdicts.controller.ts';

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
    return {
      module: AppModule,
      // So that readiness can ask for it.
      global: true,
      exports: [GraphSchemaRepository],
      imports: [
        TelemetryModule.forRoot({ service: process.env.DD_SERVICE ?? 'analyzer', level: config.LOG_LEVEL }),
        TracedNeo4jModule.forRoot({
          uri: config.NEO4J_URI,
          user: config.NEO4J_USER,
          password: config.NEO4J_PASSWORD,
          database: config.NEO4J_DATABASE,
        }),
        TracedKafkaModule.forRoot({
          ...kafkaConnection(config),
          consumer: {
            groupId: analyzerGroup,
            deadLetterTopic: topics.deadLetters,
            slice: { maxRecords: config.SLICE_MAX_RECORDS },
            classify: classifyNeo4jError,
          },
        }),
        ServiceShellModule.forRoot({
          inject: [KafkaHealth, TracedNeo4j, GraphSchemaRepository],
          useFactory: (kafka: KafkaHealth, neo4j: TracedNeo4j, schema: GraphSchemaRepository) => [
            { name: 'kafka', check: () => kafka.check() },
            { name: 'neo4j', check: () => neo4jHealth(neo4j) },
            { name: 'graph', check: async () => schema.health() },
          ],
        }),
      ],
      controllers: [TransactionsConsumer, VerdictsController, RingsController],
      providers: [
        GraphSchemaRepository,
        TransactionRepository,
        RuleRepository,
        RuleRunner,
        FindingRepository,
        VerdictPublisher,
      ],
    };
  }

  /** In the background: with the database away the service starts, is not ready, and judges nothing. */
  onApplicationBootstrap(): void {
    void this.schema.applyUntilDone(
      [
        { statement: writeTransactions, parameters: { rows: [] } },
        ...this.rules.rules.map((rule) => ruleQuery(rule, [])),
        { statement: storeFindings, parameters: { findings: [] } },
        { statement: judgeTransactions, parameters: { rows: [] } },
      ],
      this.stopping.signal,
    );
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }
}
