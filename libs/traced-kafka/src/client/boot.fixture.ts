// Prints whether tracing is live in a process that uses kafkajs: for boot.int.spec.ts.
import { checkBoot } from '@ringtrace/telemetry';
import { KafkaClientClass } from './kafkajs-client.ts';

process.stdout.write(checkBoot(KafkaClientClass).line);
