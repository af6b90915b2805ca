// What of a log entry of kafkajs is repeated: its own fixed words, the protocol's name of an error, and where it happened.
// Its entries quote the text of any error that passes through it, of a broker, a handler or a partitioner. Pure.
import { createRequire } from 'node:module';

// The protocol's errors as kafkajs words them; it has no public list.
const { errorCodes } = createRequire(import.meta.url)('kafkajs/src/protocol/error') as {
  errorCodes: { type: string; message: string }[];
};
const typeOf = new Map(errorCodes.map(({ type, message }) => [message, type]));

// How the texts of its warnings and errors begin (2.2.4).
const beginnings =
  /^(Connection error|Connection timeout|Failed to connect to (seed )?broker|Closed connection|Could not (create|delete|describe|alter|reassign) [a-z A-Z]+|The group is rebalancing, re-joining|The coordinator is not aware of this member|Error when calling each(Message|Batch)|Consumer group received unsubscribed topics|Consumer is not aware of all assigned partitions|Offset out of range|Caught error when (disconnecting|stopping) the consumer|consumer#run was called|Crash|Restarting the consumer|Failed to execute listener|Response without match|Response [A-Z][A-Za-z]+|Failed to send messages|Limiting retries|SASL [A-Z0-9 ]+ authentication failed|Topic has been updated, resync group)/;

/** kafkajs calls ordinary moments of a group's life errors. */
const ordinary =
  /group coordinator is not available|coordinator is loading|group is rebalancing|Response Heartbeat|Response JoinGroup|Response SyncGroup/;

export interface KafkajsEntry {
  message: string;
  [field: string]: unknown;
}

export function describeEntry(namespace: string, log: KafkajsEntry) {
  const raw = `${log.message}`;
  const { error } = log;
  return {
    isOrdinary: ordinary.test(`${raw} ${String(error ?? '')}`),
    text: beginnings.exec(raw)?.[0] ?? typeOf.get(raw) ?? 'kafkajs (text withheld)',
    fields: {
      kafka: namespace,
      topic: log.topic,
      partition: log.partition,
      broker: log.broker,
      groupId: log.groupId,
      reason: typeof error === 'string' ? (typeOf.get(error) ?? '(text withheld)') : undefined,
    },
  };
}
