// What the ingestor answers to `POST /v1/transactions` and `POST /v1/transactions/batch`.
import { z } from 'zod';
import { problem } from './problem.ts';
import { transactionId } from './transaction.ts';

/** The broker has acknowledged the transaction. */
export const acceptedTransaction = z
  .object({ id: transactionId, status: z.literal('accepted'), location: z.string() })
  .meta({ id: 'Accepted' });
export type AcceptedTransaction = z.infer<typeof acceptedTransaction>;

const rejectedTransaction = z.object({ status: z.literal('rejected'), problem });

/** One result per item of a batch, in request order. */
export const batchResult = z
  .object({
    accepted: z.int(),
    rejected: z.int(),
    results: z.array(z.union([acceptedTransaction, rejectedTransaction])),
  })
  .meta({ id: 'BatchResult' });
export type BatchResult = z.infer<typeof batchResult>;

/** Maximum number of transactions in one `POST /v1/transactions/batch`. */
export const maxBatchItems = 500;
