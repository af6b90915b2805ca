// What the ingestor answers once the broker has acknowledged.
import { z } from 'zod';
import { problem } from './problem.ts';
import { transactionId } from './transaction.ts';

export const accepted = z
  .object({ id: transactionId, status: z.literal('accepted'), location: z.string() })
  .meta({ id: 'Accepted' });
export type Accepted = z.infer<typeof accepted>;

/** One result per item of a batch, in the order they were sent. */
export const batchResult = z
  .object({
    accepted: z.int(),
    rejected: z.int(),
    results: z.array(z.union([accepted, z.object({ status: z.literal('rejected'), problem })])),
  })
  .meta({ id: 'BatchResult' });
export type BatchResult = z.infer<typeof batchResult>;

/** Most transactions in one `POST /v1/transactions/batch`. */
export const maxBatchItems = 500;
