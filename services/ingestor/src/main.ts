// Runs the ingestor: `node --import @ringtrace/telemetry/start main.js`.
import { runService } from '@ringtrace/service-shell';
import { KafkaClientClass } from '@ringtrace/traced-kafka';
import { createApp } from './app.ts';
import { config } from './config.ts';

await runService({ name: 'ingestor', config, kafkaClient: KafkaClientClass, createApp });
