// The verdict on one transaction, as `transactions.verdicts` carries it and the analyzer's API returns it.
import { z } from 'zod';
import { defaultTenant, tenantId, transactionKey } from './tenant.ts';
import { transactionEvent, transactionId } from './transaction.ts';

export const decision = z.enum(['approve', 'review', 'decline']).meta({
  description:
    'approve: no relevant finding; review: a person should look at it; decline: refuse the payment',
});
export type Decision = z.infer<typeof decision>;

/**
 * One payment of a finding, with every field that a rule can use. Tokens only. If a person was erased, their token is
 * replaced by `erased:` and a value that is unique to this payment.
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
    payments: z
      .array(evidencePayment)
      .meta({ description: 'The members, in the same order as in the finding' }),
    thresholds: z
      .record(z.string(), z.union([z.number(), z.string()]))
      .meta({ description: 'Parameters of the rule at the time of the finding' }),
    about: z.record(z.string(), z.unknown()).optional().meta({ description: 'Details that the rule adds' }),
    traceId: z
      .string()
      .optional()
      .meta({ description: 'Trace of the transaction that completed the finding' }),
    cypher: z.string().meta({ description: 'Query that shows the finding in Neo4j Browser' }),
  })
  .meta({ id: 'Evidence' });
export type Evidence = z.infer<typeof evidence>;

/**
 * A finding lists at most this many members, the newest ones. The verdict of every member carries the finding, whether the
 * member is listed or not. A case can grow without end, so its limit bounds the size of a busy card's verdicts.
 */
export const maxListedMembers = { pattern: 50, case: 20 };

/** What one rule found: the transactions that it links (a fixed pattern, or the case of one entity) and the evidence. */
export const finding = z
  .object({
    id: z
      .string()
      .meta({ description: 'Stable: the same set of transactions, or the same entity, gives the same id' }),
    rule: z.string().meta({ description: 'Id of the rule', example: 'shared-card-and-device' }),
    ruleVersion: z.int().min(1),
    score: z.int().min(0).max(100),
    members: z.array(transactionId).max(maxListedMembers.pattern).meta({
      description:
        'Transaction ids, the newest ones: a pattern in the order of the money flow, a case in event order',
    }),
    evidence,
    truncated: z.boolean().meta({ description: 'A limit was reached: there is more than is listed' }),
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
    revision: z.int().min(1).meta({ description: 'Increases when a later transaction adds findings' }),
    truncated: z
      .boolean()
      .meta({ description: 'A limit was reached, or a rule timed out before it had seen the transaction' }),
    findings: z.array(finding),
  })
  .meta({ id: 'Verdict' });
export type Verdict = z.infer<typeof verdict>;

/** The key of its record, and of its transaction. */
export const verdictKey = ({ tenant, transactionId: id }: Verdict) => transactionKey({ tenant, id });

/** An item of `GET /v1/rings`: a finding of any rule, and when it was first stored. */
export const ring = finding
  .extend({ foundAt: z.iso.datetime().meta({ description: 'When the analyzer first stored it' }) })
  .meta({ id: 'Ring' });
export type Ring = z.infer<typeof ring>;
