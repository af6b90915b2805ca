// Creates the ingestor application: main.ts runs it as a process, tests run it in their own process.
import { createHttpApp, httpLimits } from '@ringtrace/service-shell';
import { AppModule } from './app.module.ts';
import type { IngestorConfig } from './config.ts';
import { openApi } from './openapi.ts';

export function createApp(settings: IngestorConfig) {
  return createHttpApp({
    module: AppModule.with(settings),
    openApi,
    ...httpLimits(settings),
  });
}
