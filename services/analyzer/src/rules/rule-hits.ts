// Validates what a rule's query returned: rules come from files that anyone may write. Pure.
import { parseTransactionKey } from '@ringtrace/contracts';
import { SafeError } from '@ringtrace/telemetry';
import type { RuleHit } from './rule.ts';

/** The query returned something other than hits. A retry does not help. */
export class RuleHitError extends SafeError {}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isMap = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws RuleHitError with the rule and the column, never a value */
export function toHits(ruleId: string, rows: Record<string, unknown>[]): RuleHit[] {
  for (const row of rows) {
    const wrong = wrongColumn(row);
    if (wrong !== undefined) throw new RuleHitError(`rule ${ruleId} returned ${wrong}`);
  }
  return rows as unknown as RuleHit[];
}

function wrongColumn({ transactionId, members, key, evidence, truncated }: Record<string, unknown>) {
  if (!isText(transactionId)) return 'a transactionId that is not a string';
  if (!Array.isArray(members) || !members.every(isText)) return 'members that are not a list of ids';
  const { tenant } = parseTransactionKey(transactionId);
  if (members.some((member) => parseTransactionKey(member).tenant !== tenant))
    return 'members of another tenant than the transaction: match on tokens, or on row.tenant';
  if (key !== undefined && key !== null && !isText(key)) return 'a key that is not a string';
  if (evidence !== undefined && evidence !== null && !isMap(evidence)) return 'evidence that is not a map';
  if (typeof truncated !== 'boolean') return 'a truncated that is not a boolean';
  return undefined;
}
