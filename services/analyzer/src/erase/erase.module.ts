// Builds what erasing needs of an analyzer, without HTTP and without consuming.
import { type DynamicModule, Module } from '@nestjs/common';
import { kafkaConnection } from '@ringtrace/service-shell';
import { TelemetryModule } from '@ringtrace/telemetry';
import { TracedKafkaModule } from '@ringtrace/traced-kafka';
import { TracedNeo4jModule } from '@ringtrace/traced-neo4j';
import { databaseConnection } from '../database-config.ts';
import { FindingRepository } from '../verdict/finding.repository.ts';
import { VerdictPublisher } from '../verdict/verdict.publisher.ts';
import { EraseRepository } from './erase.repository.ts';
import type { EraseConfig } from './erase-config.ts';
import { ErasePerson } from './erase-person.ts';
import { VerdictWithdrawer } from './verdict-withdrawer.publisher.ts';

@Module({})
export class EraseModule {
  static with(config: Readonly<EraseConfig>): DynamicModule {
    return {
      module: EraseModule,
      imports: [
        // Silent: what there is to say is said by the command itself.
        TelemetryModule.forRoot({ service: process.env.DD_SERVICE ?? 'erase', level: 'silent' }),
        TracedNeo4jModule.forRoot(databaseConnection(config)),
        TracedKafkaModule.forRoot(kafkaConnection(config)),
      ],
      providers: [FindingRepository, VerdictPublisher, EraseRepository, VerdictWithdrawer, ErasePerson],
    };
  }
}
