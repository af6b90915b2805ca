// Which rule targets which typology. Any rule may find a pattern; precision counts the rule that targets it.
import type { RuleId } from '../reference/thresholds.ts';
import type { Typology } from './builders.ts';

const rules: Record<Typology, RuleId> = {
  ring: 'ring',
  'fan-in': 'mule-fan-in',
  'fan-out': 'mule-fan-out',
  'pass-through': 'rapid-pass-through',
  'scatter-gather': 'scatter-gather',
  'gather-scatter': 'gather-scatter',
  'shared-card-and-device': 'shared-card-and-device',
  'shared-identity': 'shared-identity',
  'card-testing-card': 'velocity-card',
  'card-testing-device': 'velocity-device',
};

/** Undefined if no rule targets the typology, which occurs in external data. */
export function ruleOf(typology: string): RuleId | undefined {
  return (rules as Record<string, RuleId>)[typology];
}

export function typologyOf(rule: RuleId): Typology {
  return (Object.keys(rules) as Typology[]).find((typology) => rules[typology] === rule) as Typology;
}
