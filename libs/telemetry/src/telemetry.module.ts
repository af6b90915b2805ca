// Logger, metrics registry and `GET /metrics` for the whole application, once.
import { type DynamicModule, Module } from '@nestjs/common';
import { createLogger, LOGGER, type LoggerOptions } from './logger.ts';
import { MetricsController } from './metrics.controller.ts';
import { Metrics } from './metrics.ts';

@Module({})
export class TelemetryModule {
  static forRoot(options: LoggerOptions): DynamicModule {
    return {
      module: TelemetryModule,
      global: true,
      providers: [{ provide: LOGGER, useFactory: () => createLogger(options) }, Metrics],
      controllers: [MetricsController],
      exports: [LOGGER, Metrics],
    };
  }
}
