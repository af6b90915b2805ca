// Processes a batch of transactions from start to end. When it returns, the verdict of every one is published. When it throws,
// the transport redelivers the batch; every step is idempotent.
import { Controller, UseInterceptors } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type TransactionEvent, topics, transactionKey } from '@ringtrace/contracts';
import type { ConsumedMessage } from '@ringtrace/traced-kafka';
import pLimit from 'p-limit';
import { TokenRepository } from '../graph/token.repository.ts';
import { TransactionRepository } from '../graph/transaction.repository.ts';
import { RuleRunner, type TracesOf } from '../rules/rule.runner.ts';
import { FindingRepository } from '../verdict/finding.repository.ts';
import { VerdictPublisher } from '../verdict/verdict.publisher.ts';
import { ControlPaymentInterceptor } from './control-payment.interceptor.ts';
import { decodeTransaction } from './decode-transaction.ts';

@Controller()
@UseInterceptors(ControlPaymentInterceptor)
export class TransactionsConsumer {
  private readonly transactions: TransactionRepository;
  private readonly tokens: TokenRepository;
  private readonly rules: RuleRunner;
  private readonly findings: FindingRepository;
  private readonly verdicts: VerdictPublisher;
  /**
   * Two batches at the database would only wait for each other's locks. While one is there, another one is read or has its
   * verdicts published.
   */
  private readonly oneAtATime = pLimit(1);

  constructor(
    transactions: TransactionRepository,
    tokens: TokenRepository,
    rules: RuleRunner,
    findings: FindingRepository,
    verdicts: VerdictPublisher,
  ) {
    this.transactions = transactions;
    this.tokens = tokens;
    this.rules = rules;
    this.findings = findings;
    this.verdicts = verdicts;
  }

  @EventPattern(topics.transactions, { batch: true, parse: decodeTransaction })
  async judge(@Payload() messages: ConsumedMessage<TransactionEvent>[]): Promise<void> {
    const { verdicts, detections } = await this.oneAtATime(() => this.judgeOnGraph(messages));
    await this.verdicts.publish(verdicts, detections, messages);
  }

  private async judgeOnGraph(messages: ConsumedMessage<TransactionEvent>[]) {
    // Committed before any rule runs. Otherwise two analyzers that complete a ring together would both miss it.
    const written = await this.transactions.write(messages.map((message) => message.value));
    const stored = await this.tokens.applyRedirects(written);
    const evaluation = await this.rules.evaluate(stored, tracesOf(messages));
    const verdicts = await this.findings.store(stored, evaluation, traceIdOf(messages));
    return { verdicts, detections: evaluation.detections };
  }
}

function tracesOf(messages: ConsumedMessage<TransactionEvent>[]): TracesOf {
  const traces = Map.groupBy(messages, (message) => transactionKey(message.value));
  return (key) => (traces.get(key) ?? []).flatMap(({ traceContext }) => traceContext ?? []);
}

/** The trace id as Datadog and logs show it. */
function traceIdOf(messages: ConsumedMessage<TransactionEvent>[]) {
  const traces = tracesOf(messages);
  return (key: string) => traces(key)[0]?.toTraceparent().split('-')[1];
}
