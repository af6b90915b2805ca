// Opens kafkajs with our settings, once per client, so that a client can be given up together with its own sockets.
import type { Logger } from '@ringtrace/telemetry';
import kafkajs, { type SASLOptions } from 'kafkajs';
import { ClientSockets } from './client-sockets.ts';
import { type KafkaSasl, type KafkaTls, saslLogin } from './kafka-security.ts';
import { describeEntry, type KafkajsEntry } from './kafkajs-log.ts';
import { teachKafkajs } from './teach-kafkajs.ts';

const { logLevel } = kafkajs;

/** A broker that has not answered for this long is taken for dead. Longer than any wait that we ask a broker for. */
export const requestTimeoutMs = 6_000;
/** New partitions are seen within twice this: the member that sees them first may not be the one that assigns them. */
export const metadataMaxAgeMs = 10_000;

/** How long the broker may wait until all members have joined, and how long we wait for its answer. */
export const rebalanceTimeoutMs = 60_000;
export const joinTimeoutMs = rebalanceTimeoutMs + 10_000;

export interface KafkajsOptions {
  brokers: string[];
  clientId: string;
  tls?: KafkaTls | undefined;
  sasl?: KafkaSasl | undefined;
  logger: Logger;
}

/** For one client: a request of it may stay unanswered for `maxSilenceMs()`. */
export type OpenKafka = (maxSilenceMs: () => number) => { kafka: kafkajs.Kafka; sockets: ClientSockets };

export function openKafkaWith(options: KafkajsOptions): OpenKafka {
  const { tls, sasl } = options;
  teachKafkajs();
  return (maxSilenceMs) => {
    const sockets = new ClientSockets(tls, maxSilenceMs);
    const kafka = new kafkajs.Kafka({
      brokers: options.brokers,
      clientId: options.clientId,
      ...(tls && { ssl: true }),
      socketFactory: (address) => sockets.open(address),
      ...(sasl && { sasl: saslLogin(sasl) as SASLOptions }),
      connectionTimeout: 3_000,
      // By the wall clock. Our own limits are shorter and monotonic.
      requestTimeout: 10_000,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3, restartOnFailure: async () => false },
      logLevel: logLevel.WARN,
      logCreator: () => (entry) => {
        // A client that was given up has nothing more to tell.
        if (!sockets.isDestroyed) logEntry(options.logger, entry.level, entry.namespace, entry.log);
      },
    });
    return { kafka, sockets };
  };
}

function logEntry(logger: Logger, level: number, namespace: string, log: KafkajsEntry) {
  const { text, fields, isRoutine } = describeEntry(namespace, log);
  if (level === logLevel.ERROR && !isRoutine) logger.error(fields, text);
  else logger.debug(fields, text);
}
