// Starts the real analyzer and the sending side of the real ingestor as processes of a simulated world. Nest's container is left
// out; the classes are put together as the modules do it.
import { analyzerGroup, topics } from '@ringtrace/contracts';
import type { Logger } from '@ringtrace/telemetry';
import { classifyNeo4jError } from '@ringtrace/traced-neo4j';
import { defer } from 'rxjs';
import type { ConsumedMessage } from '../../libs/traced-kafka/src/consume/consumed-message.ts';
import { TracedKafkaServer } from '../../libs/traced-kafka/src/consume/traced-kafka.server.ts';
import {
  defaultSendQueueLimits,
  type SendQueueLimits,
} from '../../libs/traced-kafka/src/produce/send-queue.ts';
import { TracedProducer } from '../../libs/traced-kafka/src/produce/traced-kafka.producer.ts';
import { ControlPaymentInterceptor } from '../../services/analyzer/src/consume/control-payment.interceptor.ts';
import { decodeTransaction } from '../../services/analyzer/src/consume/decode-transaction.ts';
import { TransactionsConsumer } from '../../services/analyzer/src/consume/transactions.consumer.ts';
import { TokenRepository } from '../../services/analyzer/src/graph/token.repository.ts';
import { TransactionRepository } from '../../services/analyzer/src/graph/transaction.repository.ts';
import { RuleRunner } from '../../services/analyzer/src/rules/rule.runner.ts';
import { FindingRepository } from '../../services/analyzer/src/verdict/finding.repository.ts';
import { VerdictPublisher } from '../../services/analyzer/src/verdict/verdict.publisher.ts';
import type { Broker } from './broker.ts';
import { simulatedPort } from './client.ts';
import type { Process } from './clock.ts';
import type { Seat } from './consumer.ts';
import { type Graph, rules } from './graph.ts';
import { silentMetrics, tracingLogger } from './silent.ts';
import { markHeader, type World } from './world.ts';

/** Everything that the processes share. */
export interface Servers {
  world: World;
  broker: Broker;
  graph: Graph;
}

export interface StartedAnalyzer {
  /** As on SIGTERM. */
  stop(): Promise<void>;
}

export function startAnalyzer(at: Seat & Servers): StartedAnalyzer {
  const { world, graph, process } = at;
  const port = simulatedPort(at);
  const logger = tracingLogger(world, process);
  const producer = new TracedProducer(port.producer(), defaultSendQueueLimits, logger, silentMetrics);
  const options = {
    groupId: analyzerGroup,
    deadLetterTopic: topics.deadLetters,
    maxConcurrentBatches: 2,
    // Long, because a long poll of virtual time costs one step.
    maxWaitMs: 2_000,
    batch: { minRecords: 4, maxRecords: 16, targetMs: 600 },
    classify: classifyNeo4jError,
  };
  markSends(world, process, producer);
  const server = new TracedKafkaServer(options, port, producer, logger, silentMetrics);
  const neo4j = graph.openFor(process);
  const tokens = new TokenRepository(neo4j, silentMetrics);
  const findings = new FindingRepository(neo4j, silentMetrics);
  const consumer = new TransactionsConsumer(
    new TransactionRepository(
      neo4j,
      { whenApplied: async () => undefined } as never,
      logger,
      silentMetrics,
      tokens,
    ),
    tokens,
    ruleRunner(graph, process, logger),
    findings,
    new VerdictPublisher(producer, findings, silentMetrics),
  );
  const interceptor = new ControlPaymentInterceptor(neo4j);
  const handle = async (messages: ConsumedMessage<never>[]) => {
    const context = { switchToRpc: () => ({ getData: () => messages }) } as never;
    return interceptor.intercept(context, { handle: () => defer(() => consumer.judge(messages)) });
  };
  server.addHandler(topics.transactions, handle, true, { batch: true, parse: decodeTransaction });
  server.listen(() => undefined);
  return {
    stop: async () => {
      await server.close();
      await producer.close();
    },
  };
}

/** Each record carries a mark, so that the oracle can tell whether its sender still waits for the answer. */
function markSends(world: World, process: Process, producer: TracedProducer): void {
  const send = producer.send.bind(producer);
  producer.send = (record) => {
    const mark = world.marks.begin(process);
    const sent = send({ ...record, headers: { ...record.headers, [markHeader]: mark } });
    sent.catch(() => world.marks.giveUp(mark));
    return sent;
  };
}

function ruleRunner(graph: Graph, process: Process, logger: Logger): RuleRunner {
  const attempts = {
    whenPlanned: async () => undefined,
    attempt: (rule: never, rows: never[]) => graph.runRule(process, rule, rows),
  };
  const limits = { budgetMs: 5_000, maxConcurrentRules: 4 };
  return new RuleRunner(attempts as never, { running: rules } as never, {} as never, limits, logger);
}

export function startSender(at: Seat, limits: Partial<SendQueueLimits>): TracedProducer {
  const logger = tracingLogger(at.world, at.process);
  return new TracedProducer(
    simulatedPort(at).producer(),
    { ...defaultSendQueueLimits, ...limits },
    logger,
    silentMetrics,
  );
}
