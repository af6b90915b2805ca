// Finds the cause of a failure in what kafkajs throws.
import { SafeError } from '@ringtrace/telemetry';
import { KafkaRefusedError } from '../errors.ts';
import { explainConnectionFailure } from './explain-connection-failure.ts';

export async function explained<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw explain(error);
  });
}

// kafkajs wraps errors in errors; the one that knows the cause may be the innermost.
export function explain(error: unknown): unknown {
  for (let inner = error as KafkajsError; inner instanceof Error; inner = inner.cause as KafkajsError) {
    if (inner instanceof SafeError) return inner;
    const { code, type, name } = inner;
    const refusal = explainConnectionFailure({ code: String(code), type, during: failureByErrorName[name] });
    if (refusal) return new KafkaRefusedError(refusal, { cause: error });
  }
  return error;
}

// By name, since kafkajs does not export all of them.
const failureByErrorName: Record<string, 'login' | 'closed'> = {
  KafkaJSSASLAuthenticationError: 'login',
  KafkaJSConnectionClosedError: 'closed',
};

type KafkajsError = Error & { code?: string | number; type?: string };
