// The one reader of results: verdicts and dead letters, from the beginning of their topics. Its consumer group is new each
// time and commits no offsets.
import { randomUUID } from 'node:crypto';
import { topics, transactionKey, type Verdict, verdict } from '@ringtrace/contracts';
import { Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { GiveUp, waitUntil } from './process/wait-until.ts';

export interface CollectedVerdict {
  /** The highest revision so far. */
  verdict: Verdict;
  /** Broker timestamp of the first record for this transaction, epoch milliseconds. */
  firstAtMs: number;
  /** Records seen. More than one is normal: delivery is at least once, and findings upgrade verdicts. */
  records: number;
}

export interface DeadLetter {
  /** The record's key, usually a transaction key; null if it had none. */
  key: string | null;
  value: Buffer | null;
  headers: Record<string, Buffer | string | (Buffer | string)[] | undefined>;
  reason: string;
}

export interface Outcomes {
  /** By transaction key; in the default tenant that is the id. */
  verdicts: Map<string, CollectedVerdict>;
  /** By `topic/partition/offset` of the original record, so a dead letter that was sent twice counts once. */
  deadLetters: Map<string, DeadLetter>;
  /** Verdict records that violate the contract, one sentence each. Any of them makes `waitFor` fail. */
  problems: string[];
  /** Rejects on timeout with `what` was awaited and how many records have arrived. */
  waitFor(condition: (outcomes: Outcomes) => boolean, wait: WaitForOutcome): Promise<void>;
  stop(): Promise<void>;
}

export interface WaitForOutcome {
  timeoutMs: number;
  what: string;
  signal?: AbortSignal;
}

/** Starts reading; the topics must exist. */
export async function collectOutcomes(kafkaBrokers: string): Promise<Outcomes> {
  let stop: Outcomes['stop'] = async () => undefined;
  const outcomes: Outcomes = {
    verdicts: new Map(),
    deadLetters: new Map(),
    problems: [],
    waitFor: (condition, wait) => waitFor(outcomes, condition, wait),
    stop: () => stop(),
  };
  stop = await consumeOutcomes(kafkaBrokers, (topic, message) =>
    topic === topics.verdicts ? takeVerdict(outcomes, message) : takeDeadLetter(outcomes, message),
  );
  return outcomes;
}

/** Passes every record of both topics to `take`. Resolves with a function that stops reading. */
export async function consumeOutcomes(
  kafkaBrokers: string,
  take: (topic: string, message: KafkaMessage) => void,
): Promise<() => Promise<void>> {
  const kafka = new Kafka({ brokers: kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `outcomes-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topics.verdicts, topics.deadLetters], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      for (const message of batch.messages) take(batch.topic, message);
    },
  });
  return () => consumer.disconnect();
}

function takeVerdict({ verdicts, problems }: Outcomes, { key, value, timestamp }: KafkaMessage): void {
  const id = String(key);
  // A tombstone: the verdict was withdrawn because the person was erased.
  if (value === null) return void verdicts.delete(id);
  const parsed = verdict.safeParse(parseJson(value));
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.') || '(value)');
    problems.push(`the verdict of ${id} breaks the contract at ${fields.join(', ')}`);
    return;
  }
  const { tenant, transactionId } = parsed.data;
  if (transactionKey({ tenant, id: transactionId }) !== id)
    problems.push(`the verdict of ${id} has another key`);
  const known = verdicts.get(id);
  const newest = known && known.verdict.revision > parsed.data.revision ? known.verdict : parsed.data;
  verdicts.set(id, {
    verdict: newest,
    firstAtMs: known?.firstAtMs ?? Number(timestamp),
    records: (known?.records ?? 0) + 1,
  });
}

function takeDeadLetter({ deadLetters }: Outcomes, { key, value, headers = {} }: KafkaMessage): void {
  const place = ['topic', 'partition', 'offset'].map((part) => String(headers[`dlq.original.${part}`]));
  deadLetters.set(place.join('/'), {
    key: key === null ? null : String(key),
    value,
    headers,
    reason: String(headers['dlq.reason']),
  });
}

function parseJson(value: Buffer | null): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return undefined;
  }
}

async function waitFor(
  outcomes: Outcomes,
  condition: (outcomes: Outcomes) => boolean,
  { what, ...wait }: WaitForOutcome,
): Promise<void> {
  const reached = () => {
    if (outcomes.problems.length > 0) throw new GiveUp(outcomes.problems.slice(0, 5).join('; '));
    return condition(outcomes);
  };
  await waitUntil(reached, { ...wait, what }).catch((error) => {
    if (error instanceof GiveUp || wait.signal?.aborted) throw error;
    const { verdicts, deadLetters } = outcomes;
    throw new Error(
      `waited ${wait.timeoutMs / 1000} s for ${what}: ${verdicts.size} verdicts, ${deadLetters.size} dead letters`,
      { cause: error },
    );
  });
}
