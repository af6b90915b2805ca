// A real graph and real topics with several people's payments, and the erase command run in this process.
import { randomBytes, randomUUID } from 'node:crypto';
import {
  analyzerGroup,
  type TransactionEvent,
  topics,
  transactionKey,
  type Verdict,
  verdict,
  verdictKey,
} from '@ringtrace/contracts';
import { createTokeniser } from '@ringtrace/tokens';
import { type Backends, createTopics, startBackends, waitUntil } from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import { Analyzer } from '../../analyzer/src/analyzers.fixture.ts';
import { readShippedRules } from '../../analyzer/src/rules/rule-source.repository.ts';
import { runErase, type Terminal } from './run-erase.ts';

export const tokenKey = 'a token key of thirty-two characters or more';
export const begin = Date.parse('2026-05-01T12:00:00Z');

export interface Payment {
  id: string;
  payer: string;
  payee: string;
  amountMinor?: number;
  atMs?: number;
  card?: string;
  device?: string;
  tenant?: string;
  keyId?: string;
  /** The previous key: the payment also carries its tokens. */
  formerKeyId?: string;
}

export class EraseWorld {
  readonly backends: Backends;
  readonly analyzer: Analyzer;
  private readonly kafka: kafkajs.Kafka;
  private readonly producer: kafkajs.Producer;

  private constructor(backends: Backends, analyzer: Analyzer) {
    this.backends = backends;
    this.analyzer = analyzer;
    this.kafka = new kafkajs.Kafka({
      brokers: backends.kafkaBrokers.split(','),
      logLevel: kafkajs.logLevel.NOTHING,
    });
    this.producer = this.kafka.producer();
  }

  static async start(): Promise<EraseWorld> {
    const instance = `erase-${randomBytes(3).toString('hex')}`;
    const backends = await startBackends({ instance, only: ['neo4j', 'kafka'] });
    await createTopics(backends.kafkaBrokers);
    const world = new EraseWorld(backends, new Analyzer(backends.neo4j, [...(await readShippedRules())]));
    await world.analyzer.ready();
    await world.producer.connect();
    return world;
  }

  async stop(): Promise<void> {
    await this.producer.disconnect();
    await this.analyzer.stop();
    await this.backends.stop({ removeData: true });
  }

  get environment(): Record<string, string> {
    return { ...this.backends.environment, TOKEN_KEY: tokenKey };
  }

  /** Judges the payments as one batch and publishes the verdicts, as an analyzer does. */
  async judge(payments: Payment[]): Promise<Verdict[]> {
    const verdicts = await this.analyzer.judge(payments.map(toEvent));
    const messages = verdicts.map((each) => ({
      key: verdictKey(each),
      value: JSON.stringify(each),
    }));
    if (messages.length > 0) await this.producer.send({ topic: topics.verdicts, messages });
    return verdicts;
  }

  /** Publishes an accepted payment that no analyzer has judged. */
  async accept(payment: Payment): Promise<void> {
    const event = toEvent(payment);
    await this.producer.send({
      topic: topics.transactions,
      messages: [{ key: transactionKey(event), value: JSON.stringify(event) }],
    });
  }

  /** Commits the end of the transactions topic for the analyzers' group, as if everything on it had been judged. */
  async commitAll(): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(topics.transactions);
    await admin.setOffsets({
      groupId: analyzerGroup,
      topic: topics.transactions,
      partitions: ends.map(({ partition, high }) => ({ partition, offset: high })),
    });
    await admin.disconnect();
  }

  /** Exit code and everything that was printed. */
  async erase(words: string[], more: Partial<Terminal> = {}, env = this.environment) {
    const out: string[] = [];
    const errors: string[] = [];
    const code = await runErase([...words, '--yes', '--json'], env, {
      print: (text) => void out.push(text),
      printError: (text) => void errors.push(text),
      isInteractive: false,
      ask: async () => '',
      readInput: async () => '',
      signal: new AbortController().signal,
      ...more,
    });
    const text = out.join('\n');
    return {
      code,
      errors: errors.join('\n'),
      text,
      report: text.startsWith('{') ? JSON.parse(text) : undefined,
    };
  }

  /** Every node and relationship with its labels and properties, one line each, sorted. */
  async everything(): Promise<string[]> {
    const rows = await this.analyzer.neo4j.read<{ line: unknown }>({
      name: 'test.everything',
      text: `
        MATCH (n) RETURN {labels: labels(n), properties: properties(n)} AS line
        UNION ALL
        MATCH (a)-[r]->(b) RETURN {type: type(r), properties: properties(r), from: a.id, to: b.id} AS line`,
    });
    return rows.map(({ line }) => sorted(line)).sort();
  }

  /** The verdicts topic as compaction leaves it: the newest record of each key. */
  async newestVerdicts(): Promise<Map<string, Verdict | null>> {
    const newest = new Map<string, Verdict | null>();
    const admin = this.kafka.admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(topics.verdicts);
    await admin.disconnect();
    const reached = new Map<number, bigint>();
    const consumer = this.kafka.consumer({ groupId: `reader-${randomUUID()}` });
    await consumer.connect();
    await consumer.subscribe({ topics: [topics.verdicts], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        const value = message.value === null ? null : verdict.parse(JSON.parse(String(message.value)));
        newest.set(String(message.key), value);
        reached.set(partition, BigInt(message.offset) + 1n);
      },
    });
    const isDone = () =>
      ends.every(
        ({ partition, high }) => BigInt(high) === 0n || (reached.get(partition) ?? 0n) >= BigInt(high),
      );
    await waitUntil(isDone, { timeoutMs: 30_000, what: 'the end of the verdicts topic' });
    await consumer.disconnect();
    return newest;
  }
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

export function tokenOf(
  domain: 'account' | 'card' | 'device',
  name: string,
  tenant = 'default',
  keyId = 'k1',
) {
  return createTokeniser(keyId, tokenKey)(tenant, domain, name);
}

export function toEvent(payment: Payment): TransactionEvent {
  const {
    id,
    payer,
    payee,
    amountMinor = 20_000,
    atMs = 0,
    card,
    device,
    tenant = 'default',
    keyId,
    formerKeyId,
  } = payment;
  const tokens = (key?: string) => ({
    payerAccount: tokenOf('account', payer, tenant, key),
    payeeAccount: tokenOf('account', payee, tenant, key),
    ...(card === undefined ? {} : { card: tokenOf('card', card, tenant, key) }),
    ...(device === undefined ? {} : { device: tokenOf('device', device, tenant, key) }),
  });
  return {
    schemaVersion: 1,
    id,
    tenant,
    occurredAtMs: begin + atMs,
    amountMinor,
    currency: 'EUR',
    type: 'transfer',
    ...tokens(keyId),
    ...(formerKeyId === undefined ? {} : { former: [tokens(formerKeyId)] }),
  };
}
