// The judgement of one transaction: what `transactions.verdicts` carries and the analyzer's API answers.
import { z } from 'zod';
import { transactionId } from './transaction.ts';

export const decision = z.enum(['approve', 'review', 'decline']).meta({
  description: 'approve: no rule found anything; review: a person should look; decline: refuse the payment',
});
export type Decision = z.infer<typeof decision>;

/** One rule's hit: the transactions it links (a ring) and what an analyst needs to check it by hand. */
export const finding = z
  .object({
    id: z
      .string()
      .meta({ description: 'Stable id made of the rule and the ring: the same hit, the same id' }),
    rule: z.string().meta({ description: 'Id of the rule', example: 'shared-card-and-device' }),
    ruleVersion: z.int().min(1),
    score: z.int().min(0).max(100),
    members: z.array(transactionId).meta({ description: 'Transactions of the ring, in event order' }),
    evidence: z.record(z.string(), z.unknown()).meta({ description: 'Tokens, amounts and times' }),
    truncated: z.boolean().meta({ description: 'A cap bit: there is more than is listed' }),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof finding>;

export const verdict = z
  .object({
    schemaVersion: z.literal(1),
    transactionId,
    decision,
    score: z.int().min(0).max(100),
    revision: z.int().min(1).meta({ description: 'Grows when a later transaction adds findings' }),
    truncated: z.boolean(),
    findings: z.array(finding),
  })
  .meta({ id: 'Verdict' });
export type Verdict = z.infer<typeof verdict>;

/** A ring as `GET /v1/rings` lists it: a finding and when it was first found. */
export const ring = finding
  .extend({ foundAt: z.iso.datetime().meta({ description: 'When the analyzer first stored it' }) })
  .meta({ id: 'Ring' });
export type Ring = z.infer<typeof ring>;
