// The envelope of a batch. Its items are parsed one by one, so that one invalid item does not reject the others.
import { maxBatchItems, transactionRequest } from '@ringtrace/contracts';
import { z } from 'zod';

export const batchRequest = z.strictObject({
  transactions: z.array(z.unknown()).min(1).max(maxBatchItems),
});
export type BatchRequest = z.infer<typeof batchRequest>;

/** The same with typed items, for the API documentation. */
export const documentedBatchRequest = z.strictObject({
  transactions: z.array(transactionRequest).min(1).max(maxBatchItems),
});
