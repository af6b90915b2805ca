// The schema and the answer of `GET /v1/rules`.
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
      description: 'live: affects verdicts; shadow: only reported; off: does not run',
    }),
    score: z.int().min(1).max(100),
    needs: z
      .array(z.string())
      .meta({ description: 'The rule looks only at transactions that have all of these' }),
    types: z
      .array(z.string())
      .meta({ description: 'The rule looks only at transactions of these types; all if empty' }),
    parameters: z
      .record(z.string(), z.union([z.number(), z.string()]))
      .meta({ description: 'Thresholds and windows' }),
    source: z.enum(['shipped', 'directory']),
    sinceStart: z
      .object({
        batches: count('Batches with at least one transaction for it'),
        slices: count('Former name of batches; will be removed in the next version').meta({
          deprecated: true,
        }),
        transactions: count('Transactions that it looked at'),
        hits: count('Rows that it returned, before they are merged into findings'),
        seconds: z.number().min(0).meta({ description: 'Total time that it took' }),
        truncations: count('Hits for which a cap was reached'),
        cutOffs: count('How often it exceeded its time limit or failed, and was stopped'),
      })
      .meta({ description: 'Since this process started' }),
  })
  .meta({ id: 'RuleStatus' });

export const rulesAnswer = z
  .object({
    rules: z.array(ruleStatus).meta({ description: 'Sorted by id, including those that are off' }),
    refused: z.array(z.object({ file: z.string(), reason: z.string() })).meta({
      description: 'Rule files that were refused; what ran under their names keeps running',
    }),
    readAt: z.iso.datetime().nullable().meta({ description: 'When rules were last loaded; null: not yet' }),
    changedAt: z.iso.datetime().nullable().meta({ description: 'When that last changed what runs' }),
  })
  .meta({ id: 'Rules' });
export type RulesAnswer = z.infer<typeof rulesAnswer>;

export function toRulesAnswer(
  { rules, refused, readAt, changedAt }: RuleSetStatus,
  figuresOf: (ruleId: string) => RuleFigures,
): RulesAnswer {
  return {
    rules: rules.map(({ cypher: _text, ...rule }) => {
      const figures = figuresOf(rule.id);
      return { ...rule, sinceStart: { ...figures, slices: figures.batches } };
    }),
    refused: refused.map(({ file, reason }) => ({ file, reason })),
    readAt: readAt?.toISOString() ?? null,
    changedAt: changedAt?.toISOString() ?? null,
  };
}
