// Builds what reconcile needs: the dead letters, and the graph.
import { type DynamicModule, Module } from '@nestjs/common';
import { databaseConnection } from '@ringtrace/analyzer/graph';
import { TracedNeo4jModule } from '@ringtrace/traced-neo4j';
import { DeadLettersModule } from '../dead-letters.module.ts';
import { PaymentRepository } from './payment.repository.ts';
import type { ReconcileConfig } from './reconcile-config.ts';
import { Reconciler } from './reconciler.ts';

@Module({})
export class ReconcileModule {
  static with(config: Readonly<ReconcileConfig>): DynamicModule {
    return {
      module: ReconcileModule,
      imports: [DeadLettersModule.with(config), TracedNeo4jModule.forRoot(databaseConnection(config))],
      providers: [PaymentRepository, Reconciler],
    };
  }
}
