// Says of a process that uses kafkajs whether its tracing is live: for boot.int.spec.ts.
import { checkBoot } from '@ringtrace/telemetry';
import { KafkaClientClass } from './kafkajs-client.ts';

process.stdout.write(checkBoot(KafkaClientClass).line);
