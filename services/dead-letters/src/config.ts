// Every environment variable of the command: the connection to Kafka.
import { kafkaChecks, kafkaConfig } from '@ringtrace/service-shell';
import { z } from 'zod';

export const config = z.object(kafkaConfig('ringtrace-dead-letters')).check(...kafkaChecks);
export type DeadLettersConfig = z.infer<typeof config>;
