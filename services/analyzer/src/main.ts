// Entry point of the analyzer: `node --import @ringtrace/telemetry/start main.js`.
import { createHttpApp, httpLimits, runService } from '@ringtrace/service-shell';
import { KafkaClientClass, TracedKafkaServer } from '@ringtrace/traced-kafka';
import { AppModule } from './app.module.ts';
import { config } from './config.ts';
import { databaseProblem } from './database-problem.ts';
import { openApi } from './openapi.ts';

await runService({
  name: 'analyzer',
  config,
  kafkaClient: KafkaClientClass,
  createApp: async (settings) => {
    const app = await createHttpApp({
      module: AppModule.with(settings),
      openApi,
      problems: [databaseProblem],
      ...httpLimits(settings),
    });
    app.connectMicroservice({ strategy: app.get(TracedKafkaServer) }, { inheritAppConfig: true });
    return app;
  },
});
