// Reduces a log entry of kafkajs to its own fixed texts, the protocol's name of the error, and where it happened. Entries
// quote the text of any error that passes through kafkajs: of a broker, a handler or a partitioner. Pure.
import { createRequire } from 'node:module';

// The texts that kafkajs gives the protocol's errors; it exports no list of them.
const { errorCodes } = createRequire(import.meta.url)('kafkajs/src/protocol/error') as {
  errorCodes: { type: string; message: string }[];
};
const typeOf = new Map(errorCodes.map(({ type, message }) => [message, type]));

// How its warnings and errors begin (2.2.4).
const knownBeginnings =
  /^(Connection error|Connection timeout|Failed to connect to (seed )?broker|Closed connection|Could not (create|delete|describe|alter|reassign) [a-z A-Z]+|The group is rebalancing, re-joining|The coordinator is not aware of this member|Error when calling each(Message|Batch)|Consumer group received unsubscribed topics|Consumer is not aware of all assigned partitions|Offset out of range|Caught error when (disconnecting|stopping) the consumer|consumer#run was called|Crash|Restarting the consumer|Failed to execute listener|Response without match|Response [A-Z][A-Za-z]+|Failed to send messages|Limiting retries|SASL [A-Z0-9 ]+ authentication failed|Topic has been updated, resync group)/;

/** Routine events of a group that kafkajs logs as errors. */
const routine =
  /group coordinator is not available|coordinator is loading|group is rebalancing|Response Heartbeat|Response JoinGroup|Response SyncGroup/;

export interface KafkajsEntry {
  message: string;
  [field: string]: unknown;
}

export function describeEntry(namespace: string, log: KafkajsEntry) {
  const raw = `${log.message}`;
  const { error } = log;
  return {
    isRoutine: routine.test(`${raw} ${String(error ?? '')}`),
    text: knownBeginnings.exec(raw)?.[0] ?? typeOf.get(raw) ?? 'kafkajs (text withheld)',
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
