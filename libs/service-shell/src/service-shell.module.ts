// Health of the process and of what it depends on.
import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import type { Dependency } from './check-dependency.ts';
import { DEPENDENCIES, HealthController, Stopping } from './health.controller.ts';

@Module({})
export class ServiceShellModule {
  /** The dependencies of readiness, made from providers of global modules. */
  static forRoot(dependencies: Pick<FactoryProvider<Dependency[]>, 'inject' | 'useFactory'>): DynamicModule {
    return {
      module: ServiceShellModule,
      // Its own log lines repeat the whole answer of each check.
      imports: [TerminusModule.forRoot({ logger: false })],
      providers: [Stopping, { provide: DEPENDENCIES, ...dependencies }],
      controllers: [HealthController],
      exports: [Stopping],
    };
  }
}
