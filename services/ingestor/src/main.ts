// The ingestor's process: `node --import @ringtrace/telemetry/start main.js`.
import { createHttpApp, runService } from '@ringtrace/service-shell';
import { KafkaClientClass } from '@ringtrace/traced-kafka';
import { AppModule } from './app.module.ts';
import { config } from './config.ts';
import { openApi } from './openapi.ts';
import { deliveryProblem } from './publish/delivery-problem.ts';

await runService({
  name: 'ingestor',
  config,
  kafkaClient: KafkaClientClass,
  createApp: (settings) =>
    createHttpApp({
      module: AppModule.with(settings),
      openApi,
      problems: [deliveryProblem],
      bodyLimitBytes: settings.BODY_LIMIT_BYTES,
    }),
});
