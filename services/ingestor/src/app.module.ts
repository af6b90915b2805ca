// Builds the ingestor: accept < publish. main.ts runs it.
import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from '@ringtrace/auth';
import { authOptions, kafkaConnection, ServiceShellModule } from '@ringtrace/service-shell';
import { TelemetryModule } from '@ringtrace/telemetry';
import { KafkaHealth, TracedKafkaModule } from '@ringtrace/traced-kafka';
import { AcceptMetrics } from './accept/accept-metrics.ts';
import { TokenKeyRing } from './accept/token-key-ring.ts';
import { TransactionsController } from './accept/transactions.controller.ts';
import { CONFIG, type IngestorConfig } from './config.ts';
import { TransactionPublisher } from './publish/transaction.publisher.ts';

@Module({})
export class AppModule {
  static with(config: IngestorConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        TelemetryModule.forRoot({ service: process.env.DD_SERVICE ?? 'ingestor', level: config.LOG_LEVEL }),
        AuthModule.forRoot(authOptions(config)),
        TracedKafkaModule.forRoot({
          ...kafkaConnection(config),
          producer: {
            lingerMs: config.LINGER_MS,
            maxQueuedMessages: config.MAX_QUEUED_MESSAGES,
            deliveryTimeoutMs: config.DELIVERY_TIMEOUT_MS,
          },
        }),
        ServiceShellModule.forRoot({
          inject: [KafkaHealth],
          useFactory: (kafka: KafkaHealth) => [{ name: 'kafka', check: () => kafka.check() }],
        }),
      ],
      controllers: [TransactionsController],
      providers: [{ provide: CONFIG, useValue: config }, TransactionPublisher, AcceptMetrics, TokenKeyRing],
    };
  }
}
