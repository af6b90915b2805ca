// Builds what an erasure needs: no HTTP, no consumer.

import { type DynamicModule, Module } from '@nestjs/common';
import { databaseConnection, FindingRepository } from '@ringtrace/analyzer/graph';
import { kafkaConnection } from '@ringtrace/service-shell';
import { TelemetryModule } from '@ringtrace/telemetry';
import { TracedKafkaModule } from '@ringtrace/traced-kafka';
import { TracedNeo4jModule } from '@ringtrace/traced-neo4j';
import type { EraseConfig } from './config.ts';
import { EraseRepository } from './erase.repository.ts';
import { ErasePerson } from './erase-person.ts';
import { VerdictWithdrawer } from './verdict-withdrawer.publisher.ts';

@Module({})
export class EraseModule {
  static with(config: Readonly<EraseConfig>): DynamicModule {
    return {
      module: EraseModule,
      imports: [
        // Silent: the command reports on its own.
        TelemetryModule.forRoot({ service: process.env.DD_SERVICE ?? 'erase', level: 'silent' }),
        TracedNeo4jModule.forRoot(databaseConnection(config)),
        TracedKafkaModule.forRoot(kafkaConnection(config)),
      ],
      providers: [FindingRepository, EraseRepository, VerdictWithdrawer, ErasePerson],
    };
  }
}
