// What a command prints about an error. Only safe errors are printed: the message of any other may hold a value of a record.
import { ConfigError } from '@ringtrace/service-shell';
import { SafeError } from '@ringtrace/telemetry';
import { UsageError } from './arguments.ts';

export function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n--help shows the commands and flags`;
  if (error instanceof ConfigError) return error.message;
  if ((error as { type?: unknown })?.type === 'UNKNOWN_TOPIC_OR_PARTITION')
    return 'failed: transactions.dlq or transactions.dlq.actions does not exist: create it, see docs/operations.md';
  const reason =
    error instanceof SafeError ? error.message : `unexpected ${(error as Error)?.name ?? 'error'}`;
  return `failed: ${reason}`;
}
