// A real broker with dead letters, and the command run as a process.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { topics } from '@ringtrace/contracts';
import { type BackendName, type Backends, createTopics, startBackends, waitUntil } from '@ringtrace/tools';
import kafkajs from 'kafkajs';

/** Each command as a built program. */
const programs = { dlq: '../dist/main.js', reconcile: '../dist/reconcile/main.js' };
export type Program = keyof typeof programs;

export interface GivenLetter {
  id: string;
  reason: string;
  disposition?: string;
  failedAt?: string;
  headers?: Record<string, string>;
}

export interface Ran {
  code: number;
  out: string;
  errors: string;
  // biome-ignore lint/suspicious/noExplicitAny: reports of several commands.
  json: any;
}

export class DeadLettersWorld {
  readonly backends: Backends;
  readonly kafka: kafkajs.Kafka;
  readonly producer: kafkajs.Producer;

  private constructor(backends: Backends) {
    this.backends = backends;
    this.kafka = new kafkajs.Kafka({
      brokers: backends.kafkaBrokers.split(','),
      logLevel: kafkajs.logLevel.NOTHING,
    });
    this.producer = this.kafka.producer();
  }

  static async start(only: BackendName[] = ['kafka']): Promise<DeadLettersWorld> {
    const instance = `dead-letters-${randomBytes(3).toString('hex')}`;
    const world = new DeadLettersWorld(await startBackends({ instance, only }));
    await createTopics(world.backends.kafkaBrokers);
    await world.producer.connect();
    return world;
  }

  async stop(): Promise<void> {
    await this.producer.disconnect();
    await this.backends.stop({ removeData: true });
  }

  /** Publishes dead letters as an analyzer does. */
  async fail(letters: GivenLetter[]): Promise<void> {
    await this.producer.send({
      topic: topics.deadLetters,
      messages: letters.map(({ id, reason, disposition, failedAt, headers }, index) => ({
        key: id,
        value: `value of ${id}`,
        headers: {
          'dlq.reason': reason,
          ...(disposition === undefined ? {} : { 'dlq.disposition': disposition }),
          'dlq.original.topic': topics.transactions,
          'dlq.original.partition': '0',
          'dlq.original.offset': String(index),
          'dlq.failed.at': failedAt ?? '2026-05-01T12:00:00.000Z',
          ...headers,
        },
      })),
    });
  }

  start(words: string[], environment: Record<string, string> = {}, program: Program = 'dlq'): ChildProcess {
    const file = fileURLToPath(new URL(programs[program], import.meta.url));
    return spawn(process.execPath, ['--enable-source-maps', file, ...words], {
      env: { PATH: process.env.PATH ?? '', ...this.backends.environment, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async run(
    words: string[],
    environment: Record<string, string> = {},
    program: Program = 'dlq',
  ): Promise<Ran> {
    return finished(this.start(words, environment, program));
  }

  /** Everything on the topic of transactions: key, value and headers as text. */
  async replayed(): Promise<{ key: string; value: string; headers: Record<string, string> }[]> {
    const admin = this.kafka.admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(topics.transactions);
    await admin.disconnect();
    const reached = new Map<number, bigint>();
    const records: { key: string; value: string; headers: Record<string, string> }[] = [];
    const consumer = this.kafka.consumer({ groupId: `reader-${randomUUID()}` });
    await consumer.connect();
    await consumer.subscribe({ topics: [topics.transactions], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message: { key, value, headers, offset } }) => {
        const text = Object.entries(headers ?? {}).map(([name, each]) => [name, String(each)]);
        records.push({ key: String(key), value: String(value), headers: Object.fromEntries(text) });
        reached.set(partition, BigInt(offset) + 1n);
      },
    });
    const isDone = () =>
      ends.every(({ partition, high }) => high === '0' || (reached.get(partition) ?? 0n) >= BigInt(high));
    await waitUntil(isDone, { timeoutMs: 30_000, what: 'the end of the transactions topic' });
    await consumer.disconnect();
    return records;
  }
}

export async function finished(child: ChildProcess): Promise<Ran> {
  const [out, errors, [code]] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    once(child, 'exit'),
  ]);
  return { code, out, errors, json: /^[[{]/.test(out) ? JSON.parse(out) : undefined };
}
