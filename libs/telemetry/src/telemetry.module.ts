// Logger, metrics registry and `GET /metrics` for the whole application. Also logs a warning for each tag that redaction drops.
import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { createLogger, type Logger, type LoggerOptions, loggerToken } from './logger.ts';
import { MetricsController } from './metrics.controller.ts';
import { Metrics } from './metrics.ts';
import { onDroppedTag } from './redaction.ts';

@Module({})
export class TelemetryModule implements OnModuleInit {
  private readonly logger: Logger;

  constructor(@Inject(loggerToken) logger: Logger) {
    this.logger = logger;
  }

  onModuleInit(): void {
    onDroppedTag((tag) =>
      this.logger.warn({ tag }, 'span tag dropped: not on the allow-list; allow it with allowOnSpans'),
    );
  }

  static forRoot(options: LoggerOptions): DynamicModule {
    return {
      module: TelemetryModule,
      global: true,
      providers: [{ provide: loggerToken, useFactory: () => createLogger(options) }, Metrics],
      controllers: [MetricsController],
      exports: [loggerToken, Metrics],
    };
  }
}
