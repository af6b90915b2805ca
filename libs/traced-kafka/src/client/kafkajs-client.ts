// The port on kafkajs, with its pitfalls handled: no automatic topic creation, no producer retries past our deadline, no
// consumer that dies silently (every crash is reported as a state), and quiet logs without values.
import { Metrics } from '@ringtrace/telemetry';
import kafkajs from 'kafkajs';
import { clientMetrics, type ReplacementReason } from './client-metrics.ts';
import type { KafkaPort } from './kafka-port.ts';
import { describerClient, probeClient, progressClient, progressOf } from './kafkajs-admin.ts';
import { consumerPort } from './kafkajs-consumer.ts';
import { explained } from './kafkajs-errors.ts';
import { JumpWatch } from './kafkajs-jumps.ts';
import { producerPort } from './kafkajs-producer.ts';
import { topicReads } from './kafkajs-reads.ts';
import { stepsOver } from './kafkajs-step-over.ts';
import { describeTopic } from './kafkajs-topics.ts';
import { joinTimeoutMs, type KafkajsOptions, openKafkaWith } from './open-kafka.ts';
import { Positions } from './positions.ts';

/** A read of a topic may wait this long for its group to form. */
const readTimeoutMs = 30_000;

/** The class behind the port; the boot check asks whether dd-trace has wrapped it. */
export const KafkaClientClass = kafkajs.Kafka;

export function kafkajsPort(options: KafkajsOptions & { metrics?: Metrics }): KafkaPort {
  const openKafka = openKafkaWith(options);
  const { logger } = options;
  const metrics = clientMetrics(options.metrics ?? new Metrics());
  const asAdmin = { logger, onReplaced: (reason: ReplacementReason) => metrics.replaced('admin', reason) };
  const probe = probeClient(openKafka, asAdmin);
  const progress = progressClient(openKafka, asAdmin);
  const describer = describerClient(openKafka, asAdmin);
  const positions = new Positions();
  return {
    reads: topicReads(openKafka(() => readTimeoutMs).kafka, explained),
    stepsOver: stepsOver(openKafka(() => joinTimeoutMs).kafka, explained),
    producer: () =>
      producerPort(openKafka, { logger, onReplaced: (reason) => metrics.replaced('producer', reason) }),
    consumer: (settings, onState) =>
      consumerPort(openKafka, settings, onState, {
        onReplaced: (reason) => metrics.replaced('consumer', reason),
        watch: (consumer) =>
          new JumpWatch(consumer, {
            groupId: settings.groupId,
            ask: (question) => progress.run((admin) => explained(question(admin))),
            positions,
            metrics,
            logger,
          }),
      }),
    ping: () => probe.run((admin) => explained(admin.describeCluster())).then(() => undefined),
    describeTopic: (topic) => describer.run((admin) => explained(describeTopic(admin, topic))),
    progress: (groupId, topic) => progress.run((admin) => explained(progressOf(admin, groupId, topic))),
    close: async () => {
      await Promise.all([probe.close(), progress.close(), describer.close()]);
    },
  };
}
