// For commands: checks the broker before anything is changed, and explains in plain words what is wrong with it.
import { SafeError } from '@ringtrace/telemetry';

/** A server cannot be used. Nothing was changed: fix what the message says and run the command again. */
export class UnreachableError extends SafeError {}

/** @throws UnreachableError, or the error that says why broker and client do not trust each other */
export async function checkBroker(producer: { connect(): Promise<void> }): Promise<void> {
  try {
    await producer.connect();
  } catch (error) {
    if (error instanceof SafeError) throw error;
    throw new UnreachableError('no broker answers: see KAFKA_BROKERS', { cause: error });
  }
}
