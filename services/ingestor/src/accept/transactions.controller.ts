// `POST /v1/transactions` and `/v1/transactions/batch`. Accepted means that the broker has stored the transaction on all
// in-sync replicas. After a 503 that is unknown, and the client retries with the same id.
import { Body, Controller, HttpCode, HttpStatus, Inject, Post, Res } from '@nestjs/common';
import { Caller, type Principal, RequireScopes } from '@ringtrace/auth';
import {
  type AcceptedTransaction,
  type BatchResult,
  fieldErrors,
  scopes,
  type TransactionEvent,
  transactionRequest,
} from '@ringtrace/contracts';
import { type ProblemAnswer, ProblemError, ZodInput } from '@ringtrace/service-shell';
import { spanTags, tagActiveSpan } from '@ringtrace/telemetry';
import type { FastifyReply } from 'fastify';
import { configToken, type IngestorConfig } from '../config.ts';
import { deliveryProblem } from '../publish/delivery-problem.ts';
import { TransactionPublisher } from '../publish/transaction.publisher.ts';
import { AcceptMetrics } from './accept-metrics.ts';
import { acceptTransaction } from './accept-transaction.ts';
import { type BatchRequest, batchRequest } from './batch-request.ts';
import { TokenKeyStore } from './token-key-store.ts';

type Checked = { transaction: TransactionEvent } | { problem: ProblemAnswer };

@Controller('v1/transactions')
@RequireScopes(scopes.sendTransactions)
export class TransactionsController {
  private readonly publisher: TransactionPublisher;
  private readonly metrics: AcceptMetrics;
  private readonly keys: TokenKeyStore;
  private readonly verdictsBaseUrl: string;

  constructor(
    @Inject(configToken) config: IngestorConfig,
    publisher: TransactionPublisher,
    metrics: AcceptMetrics,
    keys: TokenKeyStore,
  ) {
    this.publisher = publisher;
    this.metrics = metrics;
    this.keys = keys;
    this.verdictsBaseUrl = config.VERDICTS_BASE_URL;
  }

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  async accept(
    @Body() body: unknown,
    @Caller() { tenant }: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AcceptedTransaction> {
    const startedAt = performance.now();
    const checked = this.check(body, tenant);
    if ('problem' in checked) throw new ProblemError(checked.problem);
    tagActiveSpan('nest.handler', {
      [spanTags.transactionId]: checked.transaction.id,
      [spanTags.tenant]: tenant,
    });
    const [outcome] = await this.publisher.publish([checked.transaction]);
    if (outcome?.status === 'rejected') throw this.undelivered(outcome.reason);
    this.metrics.accepted(1, startedAt);
    const accepted = this.accepted(checked.transaction);
    void reply.header('location', accepted.location);
    return accepted;
  }

  /**
   * 200 with one result per item, in order: each item is accepted or rejected on its own. 503 if nothing was accepted because
   * Kafka did not respond or refuses transactions.
   */
  @Post('batch')
  @HttpCode(HttpStatus.OK)
  async acceptBatch(
    @Body(new ZodInput(batchRequest)) body: BatchRequest,
    @Caller() { tenant }: Principal,
  ): Promise<BatchResult> {
    const startedAt = performance.now();
    const items = body.transactions.map((item) => this.check(item, tenant));
    const transactions = items.flatMap((item) => ('transaction' in item ? [item.transaction] : []));
    const outcomes = (await this.publisher.publish(transactions)).values();
    const failures: ProblemError[] = [];
    const results = items.map((item): BatchResult['results'][number] => {
      if ('problem' in item) return { status: 'rejected', problem: item.problem };
      const outcome = outcomes.next().value;
      if (outcome?.status !== 'rejected') return this.accepted(item.transaction);
      const failure = this.undelivered(outcome.reason);
      failures.push(failure);
      const { retryAfterSeconds: _, ...problem } = failure.problem;
      return { status: 'rejected', problem };
    });
    const accepted = results.filter((result) => result.status === 'accepted').length;
    this.metrics.accepted(accepted, startedAt);
    const unavailable = failures.find(({ problem }) => problem.status === 503);
    if (accepted === 0 && unavailable) throw unavailable;
    return { accepted, rejected: results.length - accepted, results };
  }

  private check(input: unknown, tenant: string): Checked {
    const parsed = transactionRequest.safeParse(input);
    if (!parsed.success) return this.invalid(fieldErrors(parsed.error));
    const result = acceptTransaction(parsed.data, tenant, Date.now(), this.keys.tokenisers);
    return result.ok ? result : this.invalid(result.errors);
  }

  private invalid(errors: NonNullable<ProblemAnswer['errors']>): Checked {
    const problem = {
      type: '/problems/invalid-input',
      title: 'The transaction is not valid',
      status: 400,
      errors,
    };
    this.metrics.rejected(problem);
    return { problem };
  }

  private undelivered(reason: unknown): ProblemError {
    const problem = deliveryProblem(reason);
    // Not a delivery failure but a bug: log it and answer 500.
    if (problem === undefined) throw reason;
    this.metrics.rejected(problem);
    return new ProblemError(problem, { cause: reason });
  }

  private accepted({ id }: TransactionEvent): AcceptedTransaction {
    return { id, status: 'accepted', location: `${this.verdictsBaseUrl}/v1/verdicts/${id}` };
  }
}
