// The port on kafkajs, with its pitfalls handled: no automatic topic creation, no producer retries past our deadline, no
// consumer that dies silently (every crash is reported as a state), and quiet logs without values.
import kafkajs from 'kafkajs';
import type { KafkaPort } from './kafka-port.ts';
import { probeClient, progressClient, progressOf } from './kafkajs-admin.ts';
import { consumerPort } from './kafkajs-consumer.ts';
import { explained } from './kafkajs-errors.ts';
import { producerPort } from './kafkajs-producer.ts';
import { topicReads } from './kafkajs-reads.ts';
import { stepsOver } from './kafkajs-step-over.ts';
import { joinTimeoutMs, type KafkajsOptions, openKafkaWith } from './open-kafka.ts';

/** A read of a topic may wait this long for its group to form. */
const readTimeoutMs = 30_000;

/** The class behind the port; the boot check asks whether dd-trace has wrapped it. */
export const KafkaClientClass = kafkajs.Kafka;

export function kafkajsPort(options: KafkajsOptions): KafkaPort {
  const openKafka = openKafkaWith(options);
  const probe = probeClient(openKafka, options.logger);
  const progress = progressClient(openKafka, options.logger);
  return {
    reads: topicReads(openKafka(() => readTimeoutMs).kafka, explained),
    stepsOver: stepsOver(openKafka(() => joinTimeoutMs).kafka, explained),
    producer: () => producerPort(openKafka, options.logger),
    consumer: (settings, onState) => consumerPort(openKafka, settings, onState),
    ping: () => probe.run((admin) => explained(admin.describeCluster())).then(() => undefined),
    progress: (groupId, topic) => progress.run((admin) => explained(progressOf(admin, groupId, topic))),
    close: async () => {
      await Promise.all([probe.close(), progress.close()]);
    },
  };
}
