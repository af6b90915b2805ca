// Wires the ingestor: accept, then publish. main.ts runs it.
import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from '@ringtrace/auth';
import { topicRequirements, topics } from '@ringtrace/contracts';
import {
  authOptions,
  kafkaConnection,
  ServiceShellModule,
  userTrackingOptions,
} from '@ringtrace/service-shell';
import { TelemetryModule } from '@ringtrace/telemetry';
import { KafkaHealth, TracedKafkaModule } from '@ringtrace/traced-kafka';
import { UserTrackingModule, userHeaders } from '@ringtrace/user-tracking';
import { AcceptMetrics } from './accept/accept-metrics.ts';
import { TokenKeyStore } from './accept/token-key-store.ts';
import { TransactionsController } from './accept/transactions.controller.ts';
import { configToken, type IngestorConfig } from './config.ts';
import { TransactionPublisher } from './publish/transaction.publisher.ts';

@Module({})
export class AppModule {
  static with(config: IngestorConfig): DynamicModule {
    const tracking = userTrackingOptions(config);
    return {
      module: AppModule,
      imports: [
        TelemetryModule.forRoot({ service: process.env.DD_SERVICE ?? 'ingestor', level: config.LOG_LEVEL }),
        // Before the auth guard, so that rejected requests are tracked too.
        ...(tracking
          ? [
              UserTrackingModule.forRoot({
                ...tracking,
                // Never topics.verdicts: it is compacted, so data about a person would stay for ever.
                propagateToTopics: config.PROPAGATE_USER ? [topics.transactions] : [],
              }),
            ]
          : []),
        AuthModule.forRoot(authOptions(config)),
        TracedKafkaModule.forRoot({
          ...kafkaConnection(config),
          topics: topicRequirements(topics.transactions),
          headers: userHeaders,
          producer: {
            lingerMs: config.LINGER_MS,
            maxQueuedMessages: config.MAX_QUEUED_MESSAGES,
            maxQueuedBytes: config.MAX_QUEUED_BYTES,
            deliveryTimeoutMs: config.DELIVERY_TIMEOUT_MS,
          },
        }),
        ServiceShellModule.forRoot({
          inject: [KafkaHealth],
          useFactory: (kafka: KafkaHealth) => [{ name: 'kafka', check: () => kafka.check() }],
        }),
      ],
      controllers: [TransactionsController],
      providers: [
        { provide: configToken, useValue: config },
        TransactionPublisher,
        AcceptMetrics,
        TokenKeyStore,
      ],
    };
  }
}
