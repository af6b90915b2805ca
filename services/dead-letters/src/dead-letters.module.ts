// Builds what the command needs: no HTTP, no consumer of its own.
import { type DynamicModule, Module } from '@nestjs/common';
import { kafkaConnection } from '@ringtrace/service-shell';
import { TelemetryModule } from '@ringtrace/telemetry';
import { TracedKafkaModule } from '@ringtrace/traced-kafka';
import { ActionLog } from './action-log.repository.ts';
import type { DeadLettersConfig } from './config.ts';
import { LetterRepository } from './letter.repository.ts';
import { LetterSender } from './letter-sender.publisher.ts';
import { TaskRunner } from './task.runner.ts';

@Module({})
export class DeadLettersModule {
  static with(config: Readonly<DeadLettersConfig>): DynamicModule {
    return {
      module: DeadLettersModule,
      imports: [
        // Silent: the command reports on its own.
        TelemetryModule.forRoot({ service: process.env.DD_SERVICE ?? 'dead-letters', level: 'silent' }),
        TracedKafkaModule.forRoot({
          ...kafkaConnection(config),
          producer: { deliveryTimeoutMs: 15_000 },
        }),
      ],
      providers: [LetterRepository, ActionLog, LetterSender, TaskRunner],
      // For reconcile.
      exports: [LetterRepository, ActionLog, LetterSender],
    };
  }
}
