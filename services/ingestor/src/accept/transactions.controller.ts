// `POST /v1/transactions` and `/v1/transactions/batch`: a 202 means that the broker has the record on all in-sync
// replicas; a 503 means unknown, and the same id may be sent again.
import { Body, Controller, HttpCode, HttpStatus, Inject, Post, Res } from '@nestjs/common';
import {
  type Accepted,
  type BatchResult,
  fieldErrors,
  type TransactionEvent,
  type TransactionRequest,
  transactionRequest,
} from '@ringtrace/contracts';
import { type ProblemAnswer, ProblemError, ZodInput } from '@ringtrace/service-shell';
import { Metrics } from '@ringtrace/telemetry';
import type { FastifyReply } from 'fastify';
import { CONFIG, type IngestorConfig } from '../config.ts';
import { deliveryProblem } from '../publish/delivery-problem.ts';
import { TransactionPublisher } from '../publish/transaction.publisher.ts';
import { acceptTransaction } from './accept-transaction.ts';
import { type BatchRequest, batchRequest } from './batch-request.ts';
import { createTokeniser, type Tokenise } from './tokenise.ts';

@Controller('v1/transactions')
export class TransactionsController {
  private readonly publisher: TransactionPublisher;
  private readonly tokenise: Tokenise;
  private readonly verdictsBaseUrl: string;
  private readonly outcomes;

  constructor(@Inject(CONFIG) config: IngestorConfig, publisher: TransactionPublisher, metrics: Metrics) {
    this.publisher = publisher;
    this.tokenise = createTokeniser(config.TOKEN_KEY_ID, config.TOKEN_KEY);
    this.verdictsBaseUrl = config.VERDICTS_BASE_URL;
    this.outcomes = metrics.counter('ringtrace_transactions_total', 'Transactions received, by outcome', [
      'outcome',
    ]);
  }

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  async accept(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<Accepted> {
    const transaction = this.check(body);
    if ('problem' in transaction) throw this.refuse(transaction.problem);
    const [outcome] = await this.publisher.publish([transaction]);
    if (outcome?.status === 'rejected') {
      this.outcomes.inc({ outcome: 'unknown' });
      throw outcome.reason;
    }
    const accepted = this.accepted(transaction.id);
    void reply.header('location', accepted.location);
    return accepted;
  }

  /** 200 with one result per item, in order: each item is accepted or refused for itself. */
  @Post('batch')
  @HttpCode(HttpStatus.OK)
  async acceptBatch(@Body(new ZodInput(batchRequest)) body: BatchRequest): Promise<BatchResult> {
    const items = body.transactions.map((item) => this.check(item));
    const good = items.filter((item): item is TransactionEvent => !('problem' in item));
    const outcomes = await this.publisher.publish(good);
    let next = 0;
    const results = items.map((item): BatchResult['results'][number] => {
      if ('problem' in item) return { status: 'rejected', problem: this.refuse(item.problem).problem };
      const outcome = outcomes[next++];
      if (outcome?.status === 'fulfilled') return this.accepted(item.id);
      this.outcomes.inc({ outcome: 'unknown' });
      return { status: 'rejected', problem: deliveryProblem(outcome?.reason) ?? unknownProblem };
    });
    const accepted = results.filter((result) => result.status === 'accepted').length;
    return { accepted, rejected: results.length - accepted, results };
  }

  private check(input: unknown): TransactionEvent | { problem: ProblemAnswer } {
    const parsed = transactionRequest.safeParse(input);
    if (!parsed.success) return { problem: invalid(fieldErrors(parsed.error)) };
    const checked = acceptTransaction(parsed.data satisfies TransactionRequest, Date.now(), this.tokenise);
    return checked.ok ? checked.transaction : { problem: invalid(checked.errors) };
  }

  private refuse(problem: ProblemAnswer): ProblemError {
    this.outcomes.inc({ outcome: 'refused' });
    return new ProblemError(problem);
  }

  private accepted(id: string): Accepted {
    this.outcomes.inc({ outcome: 'accepted' });
    return { id, status: 'accepted', location: `${this.verdictsBaseUrl}/v1/verdicts/${id}` };
  }
}

const unknownProblem: ProblemAnswer = {
  type: '/problems/unavailable',
  title: 'Not available now',
  status: 503,
};

function invalid(errors: NonNullable<ProblemAnswer['errors']>): ProblemAnswer {
  return { type: '/problems/invalid-input', title: 'The transaction is not valid', status: 400, errors };
}
