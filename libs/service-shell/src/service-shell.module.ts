// Health of the process and its dependencies.
import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import type { Dependency } from './check-dependency.ts';
import { dependenciesToken, HealthController, ShutdownState } from './health.controller.ts';

@Module({})
export class ServiceShellModule {
  /** The dependencies that readiness checks, made from providers of global modules. */
  static forRoot(dependencies: Pick<FactoryProvider<Dependency[]>, 'inject' | 'useFactory'>): DynamicModule {
    return {
      module: ServiceShellModule,
      // Terminus would log the whole response of every failed check.
      imports: [TerminusModule.forRoot({ logger: false })],
      providers: [ShutdownState, { provide: dependenciesToken, ...dependencies }],
      controllers: [HealthController],
      exports: [ShutdownState],
    };
  }
}
