// Provides one TracedNeo4j, and so one connection pool, to a Nest application.
import {
  type DynamicModule,
  type FactoryProvider,
  Global,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import { Metrics } from '@ringtrace/telemetry';
import type { TracedNeo4jOptions } from './options.ts';
import { TracedNeo4j } from './traced-neo4j.ts';

export interface TracedNeo4jAsyncOptions {
  imports?: NonNullable<ModuleMetadata['imports']>;
  inject?: NonNullable<FactoryProvider['inject']>;
  useFactory: FactoryProvider<TracedNeo4jOptions>['useFactory'];
}

/**
 * Global: import it once, inject `TracedNeo4j` anywhere. Requires `app.enableShutdownHooks()` to close on a signal.
 * Records statement metrics if the application provides `Metrics`.
 */
@Global()
@Module({})
export class TracedNeo4jModule {
  static forRoot(options: TracedNeo4jOptions): DynamicModule {
    return TracedNeo4jModule.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({ imports = [], inject = [], useFactory }: TracedNeo4jAsyncOptions): DynamicModule {
    const provider: FactoryProvider<TracedNeo4j> = {
      provide: TracedNeo4j,
      inject: [{ token: Metrics, optional: true }, ...inject],
      useFactory: async (metrics: Metrics | undefined, ...dependencies) =>
        new TracedNeo4j(await useFactory(...dependencies), metrics),
    };
    return { module: TracedNeo4jModule, imports, providers: [provider], exports: [TracedNeo4j] };
  }
}
