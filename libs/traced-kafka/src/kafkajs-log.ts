// What kafkajs logs, as far as it may be shown.
import type { Logger } from '@ringtrace/telemetry';

// kafkajs calls ordinary moments of a group's life errors; and its entries may carry anything, so only these words
// of them are repeated.
const ordinary =
  /group coordinator is not available|coordinator is loading|group is rebalancing|Response Heartbeat|Response JoinGroup|Response SyncGroup/;

export function logEntry(
  logger: Logger,
  isError: boolean,
  namespace: string,
  log: { message: string; [key: string]: unknown },
) {
  const fields = {
    kafka: namespace,
    topic: log.topic,
    partition: log.partition,
    broker: log.broker,
    groupId: log.groupId,
    // A text is the protocol's own error; an error object would be a foreign one.
    reason: typeof log.error === 'string' ? log.error : undefined,
  };
  const text = `${log.message}`;
  if (isError && !ordinary.test(`${text} ${String(log.error ?? '')}`)) logger.error(fields, text);
  else logger.debug(fields, text);
}
