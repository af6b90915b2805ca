// What an error of kafkajs means: when broker and client reject each other, a KafkaRefusedError that says why.
import { SafeError } from '@ringtrace/telemetry';
import { KafkaRefusedError } from '../errors.ts';
import { explainConnectionFailure } from './explain-connection-failure.ts';

export async function explained<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw explain(error);
  });
}

export function explain(error: unknown): unknown {
  for (const inner of causesOf(error)) {
    if (inner instanceof SafeError) return inner;
    const { code, type, name } = inner;
    const refusal = explainConnectionFailure({ code: String(code), type, during: failureByErrorName[name] });
    if (refusal) return new KafkaRefusedError(refusal, { cause: error });
  }
  return error;
}

/** The error and its causes: kafkajs wraps errors in errors, and the one that knows the cause may be the innermost. */
export function causesOf(error: unknown): KafkajsError[] {
  const causes: KafkajsError[] = [];
  for (let inner = error as KafkajsError; inner instanceof Error; inner = inner.cause as KafkajsError)
    causes.push(inner);
  return causes;
}

// By name, since kafkajs does not export all of them.
const failureByErrorName: Record<string, 'login' | 'closed'> = {
  KafkaJSSASLAuthenticationError: 'login',
  KafkaJSConnectionClosedError: 'closed',
};

type KafkajsError = Error & { code?: string | number; type?: string };
