// The faults. Each is injected while payments flow, and is over when its function returns.
import { setTimeout as wait } from 'node:timers/promises';
import { analyzerGroup, topics } from '@ringtrace/contracts';
import { createTopics, poisonRecords, type Traffic, waitUntil } from '@ringtrace/tools';
import type { Stage } from './stage.ts';

export interface FaultRow {
  name: string;
  /** What happens, for a reader of the table. */
  injected: string;
  /** Payments are sent for this long; the fault comes in the first third. */
  loadSeconds: number;
  inject(stage: Stage, traffic: Traffic): Promise<void>;
}

/** Longer than a consumer's session, so that the group gives its partitions away. */
const frozenMs = 20_000;

export const faultRows: FaultRow[] = [
  {
    name: 'analyzer killed',
    injected: 'kill -9 of the analyzer, and a start',
    loadSeconds: 10,
    async inject(stage) {
      await stage.stopAnalyzer('SIGKILL');
      await stage.startAnalyzer();
    },
  },
  {
    name: 'analyzer terminated',
    injected: 'SIGTERM to the analyzer, and a start',
    loadSeconds: 10,
    async inject(stage) {
      await stage.stopAnalyzer('SIGTERM');
      await stage.startAnalyzer();
    },
  },
  {
    name: 'analyzer frozen, another takes over',
    injected: `SIGSTOP of one of two analyzers for ${frozenMs / 1_000} s`,
    loadSeconds: 30,
    async inject(stage) {
      const second = await stage.startAnalyzer();
      const [first] = stage.analyzers;
      process.kill(first?.pid as number, 'SIGSTOP');
      await wait(frozenMs);
      process.kill(first?.pid as number, 'SIGCONT');
      await stage.stopAnalyzer('SIGTERM', second);
    },
  },
  {
    name: 'analyzers come and go',
    injected: 'a second analyzer joins and leaves the group three times, once by kill -9',
    loadSeconds: 25,
    async inject(stage) {
      for (const signal of ['SIGTERM', 'SIGKILL', 'SIGTERM'] as const)
        await stage.stopAnalyzer(signal, await stage.startAnalyzer());
    },
  },
  {
    name: 'ingestor killed',
    injected: 'kill -9 of the ingestor, and a start on the same port',
    loadSeconds: 10,
    async inject(stage) {
      await stage.ingestor.stop('SIGKILL');
      await stage.startIngestor();
    },
  },
  {
    name: 'ingestor terminated',
    injected: 'SIGTERM to the ingestor, and a start on the same port',
    loadSeconds: 10,
    async inject(stage) {
      await stage.ingestor.stop('SIGTERM', 30_000);
      await stage.startIngestor();
    },
  },
  {
    name: 'broker killed',
    injected: 'kill -9 of Kafka, and a start',
    loadSeconds: 20,
    inject: (stage) => stage.killAndRestart('kafka'),
  },
  {
    name: 'broker frozen',
    injected: `SIGSTOP of Kafka for ${frozenMs / 1_000} s`,
    loadSeconds: 30,
    inject: (stage) => freeze(stage, 'kafka'),
  },
  {
    name: 'database killed',
    injected: 'kill -9 of Neo4j, and a start',
    loadSeconds: 20,
    inject: (stage) => stage.killAndRestart('neo4j'),
  },
  {
    name: 'database frozen',
    injected: `SIGSTOP of Neo4j for ${frozenMs / 1_000} s`,
    loadSeconds: 30,
    inject: (stage) => freeze(stage, 'neo4j'),
  },
  {
    name: 'trace agent frozen',
    injected: `SIGSTOP of the Datadog agent for ${frozenMs / 1_000} s`,
    loadSeconds: 25,
    inject: (stage) => freeze(stage, 'agent'),
  },
  {
    name: 'trace agent killed',
    injected: 'kill -9 of the Datadog agent, and a start',
    loadSeconds: 15,
    inject: (stage) => stage.killAndRestart('agent'),
  },
  {
    name: 'everything killed',
    injected: 'kill -9 of Kafka, Neo4j, analyzer and ingestor at once, and a start of each',
    loadSeconds: 20,
    async inject(stage) {
      await Promise.all([
        stage.killAndRestart('kafka'),
        stage.killAndRestart('neo4j'),
        stage.stopAnalyzer('SIGKILL'),
        stage.ingestor.stop('SIGKILL'),
      ]);
      await Promise.all([stage.startIngestor(), stage.startAnalyzer()]);
    },
  },
  {
    name: 'poison records',
    injected: '200 records that no correct producer writes, between the payments',
    loadSeconds: 15,
    async inject(stage, traffic) {
      const before = stage.outcomes.deadLetters.size;
      const prefix = `${traffic.requests[0]?.id}-poison`;
      const kinds = poisonRecords(prefix);
      const messages = Array.from({ length: 200 }, (_, index) => kinds[index % kinds.length]);
      const producer = stage.kafka().producer();
      await producer.connect();
      // One by one: a request of several large ones would be too large itself.
      for (const message of messages)
        if (message) await producer.send({ topic: topics.transactions, messages: [message] });
      await producer.disconnect();
      await waitUntil(() => stage.outcomes.deadLetters.size >= before + 200, {
        timeoutMs: 90_000,
        what: '200 dead letters',
      });
    },
  },
  {
    name: 'full replay',
    injected: 'the group starts again at the beginning of the topic',
    loadSeconds: 15,
    async inject(stage) {
      await stage.stopAnalyzer('SIGTERM');
      await stage.withAdmin((admin) =>
        admin.resetOffsets({ groupId: analyzerGroup, topic: topics.transactions, earliest: true }),
      );
      await stage.startAnalyzer();
    },
  },
  {
    name: 'dead-letter topic deleted',
    injected: 'the dead-letter topic is deleted and comes back after 10 s',
    loadSeconds: 20,
    async inject(stage) {
      await stage.withAdmin((admin) => admin.deleteTopics({ topics: [topics.deadLetters] }));
      await wait(10_000);
      await createTopics(stage.brokers);
    },
  },
];

async function freeze(stage: Stage, name: 'kafka' | 'neo4j' | 'agent'): Promise<void> {
  stage.signal(name, 'SIGSTOP');
  await wait(frozenMs);
  stage.signal(name, 'SIGCONT');
}
