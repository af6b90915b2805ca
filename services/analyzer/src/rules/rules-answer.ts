// What `GET /v1/rules` answers; also its documentation.
import { z } from 'zod';
import type { RuleSetStatus } from './rule.repository.ts';
import { ruleModes } from './rule.ts';
import type { RuleFigures } from './rule-statistics.ts';

const count = (description: string) => z.int().min(0).meta({ description });

const ruleStatus = z
  .object({
    id: z.string(),
    version: z.int().min(1),
    mode: z.enum(ruleModes).meta({
      description: 'live: counts for verdicts; shadow: only reported; off: does not run',
    }),
    score: z.int().min(1).max(100),
    needs: z
      .array(z.string())
      .meta({ description: 'Only transactions that have all of these are looked at' }),
    types: z.array(z.string()).meta({ description: 'Only transactions of these types are; empty: all' }),
    parameters: z
      .record(z.string(), z.union([z.number(), z.string()]))
      .meta({ description: 'Thresholds and windows' }),
    source: z.enum(['shipped', 'directory']),
    sinceStart: z
      .object({
        batches: count('Batches in which it had a transaction to look at'),
        transactions: count('Transactions that it looked at'),
        hits: count('Rows that it returned, before known findings are merged'),
        seconds: z.number().min(0).meta({ description: 'Time that it took in all' }),
        truncations: count('Hits in which a cap bit'),
        cutOffs: count('Times that it was over its budget or failed, and was stopped'),
      })
      .meta({ description: 'Of this process' }),
  })
  .meta({ id: 'RuleStatus' });

export const rulesAnswer = z
  .object({
    rules: z.array(ruleStatus).meta({ description: 'In the order of their ids; those that are off as well' }),
    refused: z.array(z.object({ file: z.string(), reason: z.string() })).meta({
      description: 'Rule files that cannot be used as they are; what ran under their names goes on running',
    }),
    readAt: z.iso.datetime().nullable().meta({ description: 'When rules were last read; null: not yet' }),
    changedAt: z.iso.datetime().nullable().meta({ description: 'When that last changed what runs' }),
  })
  .meta({ id: 'Rules' });
export type RulesAnswer = z.infer<typeof rulesAnswer>;

export function toRulesAnswer(
  { rules, refused, readAt, changedAt }: RuleSetStatus,
  figuresOf: (ruleId: string) => RuleFigures,
): RulesAnswer {
  return {
    rules: rules.map(({ cypher: _text, ...rule }) => ({ ...rule, sinceStart: figuresOf(rule.id) })),
    refused: refused.map(({ file, reason }) => ({ file, reason })),
    readAt: readAt?.toISOString() ?? null,
    changedAt: changedAt?.toISOString() ?? null,
  };
}
