// The judgement of one transaction: what `transactions.verdicts` carries and the analyzer's API answers.
import { z } from 'zod';
import { defaultTenant, tenantId } from './tenant.ts';
import { transactionEvent, transactionId } from './transaction.ts';

export const decision = z.enum(['approve', 'review', 'decline']).meta({
  description: 'approve: nothing that counts was found; review: a person should look; decline: refuse it',
});
export type Decision = z.infer<typeof decision>;

/**
 * One payment of a finding, with all that a rule can have looked at. Tokens only. A side whose person was erased is
 * `erased:` and a value of that payment alone, which joins with nothing.
 */
export const evidencePayment = transactionEvent
  .pick({
    occurredAtMs: true,
    amountMinor: true,
    currency: true,
    type: true,
    payerAccount: true,
    payeeAccount: true,
    card: true,
    device: true,
  })
  .extend({ transactionId })
  .meta({ id: 'EvidencePayment' });
export type EvidencePayment = z.infer<typeof evidencePayment>;

/** What an analyst needs to check a finding by hand. */
export const evidence = z
  .object({
    payments: z.array(evidencePayment).meta({ description: 'The members, in the same order' }),
    thresholds: z
      .record(z.string(), z.union([z.number(), z.string()]))
      .meta({ description: 'Parameters of the rule when it found this' }),
    about: z.record(z.string(), z.unknown()).optional().meta({ description: 'What the rule itself adds' }),
    traceId: z.string().optional().meta({ description: 'Trace of the transaction that brought it to light' }),
    cypher: z.string().meta({ description: 'Shows the finding in Neo4j Browser' }),
  })
  .meta({ id: 'Evidence' });
export type Evidence = z.infer<typeof evidence>;

/**
 * A finding lists at most so many members, the newest. Every member's verdict carries it, listed or not: the list of a case,
 * which has no end, is as long as what a busy card's verdicts may cost.
 */
export const maxListedMembers = { ring: 50, case: 20 };

/** What one rule found: the transactions it links (a ring, or one entity's case) and the evidence. */
export const finding = z
  .object({
    id: z.string().meta({ description: 'Stable: the same ring, or the same entity, gives the same id' }),
    rule: z.string().meta({ description: 'Id of the rule', example: 'shared-card-and-device' }),
    ruleVersion: z.int().min(1),
    score: z.int().min(0).max(100),
    members: z.array(transactionId).max(maxListedMembers.ring).meta({
      description: 'Transactions, a ring in the order of the flow, a case in event order: its newest',
    }),
    evidence,
    truncated: z.boolean().meta({ description: 'There is more than is listed: a cap bit' }),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof finding>;

export const verdict = z
  .object({
    schemaVersion: z.literal(1),
    transactionId,
    tenant: tenantId.default(defaultTenant),
    decision,
    score: z.int().min(0).max(100),
    revision: z.int().min(1).meta({ description: 'Grows when a later transaction adds findings' }),
    truncated: z
      .boolean()
      .meta({ description: 'A cap bit, or a rule was cut off before it had seen the transaction' }),
    findings: z.array(finding),
  })
  .meta({ id: 'Verdict' });
export type Verdict = z.infer<typeof verdict>;

/** A ring as `GET /v1/rings` lists it: a finding and when it was first found. */
export const ring = finding
  .extend({ foundAt: z.iso.datetime().meta({ description: 'When the analyzer first stored it' }) })
  .meta({ id: 'Ring' });
export type Ring = z.infer<typeof ring>;
