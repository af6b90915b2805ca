// Every kind of pattern, by name. Builders draw sizes, times and amounts realistically, ignoring thresholds.

import type { RuleId } from '../reference/thresholds.ts';
import { cardTestingCard, cardTestingDevice, sharedCardAndDevice, sharedIdentity } from './fraud/cards.ts';
import { fanIn, fanOut, gatherScatter, passThrough, scatterGather } from './fraud/mules.ts';
import { ring } from './fraud/ring.ts';
import {
  landlord,
  marketplacePayouts,
  payroll,
  popularBiller,
  popularMerchant,
  shopDevice,
} from './innocent/firms.ts';
import { familyDevice, householdCard, microPurchases } from './innocent/households.ts';
import {
  billEvening,
  crowdGift,
  lending,
  ownAccounts,
  refundOrReturn,
  salaryThenRent,
} from './innocent/people.ts';

/** What criminals do. The names are the field's and do not say how a rule is written. */
export const fraud = {
  ring,
  'fan-in': fanIn,
  'fan-out': fanOut,
  'pass-through': passThrough,
  'scatter-gather': scatterGather,
  'gather-scatter': gatherScatter,
  'shared-card-and-device': sharedCardAndDevice,
  'shared-identity': sharedIdentity,
  'card-testing-card': cardTestingCard,
  'card-testing-device': cardTestingDevice,
};
export type Typology = keyof typeof fraud;

/** What honest people and firms do that resembles it. */
export const innocent = {
  payroll,
  'marketplace-payouts': marketplacePayouts,
  'family-device': familyDevice,
  refund: refundOrReturn,
  'salary-then-rent': salaryThenRent,
  'own-accounts': ownAccounts,
  'popular-merchant': popularMerchant,
  'popular-biller': popularBiller,
  lending,
  landlord,
  'bill-evening': billEvening,
  'crowd-gift': crowdGift,
  'micro-purchases': microPurchases,
  'shop-device': shopDevice,
  'household-card': householdCard,
};
export type LookAlike = keyof typeof innocent;

export const keysOf = <T extends string>(record: Record<T, unknown>) => Object.keys(record) as T[];
export const typologies = keysOf(fraud);
export const lookAlikes = keysOf(innocent);

/** The rule that targets a typology. Any rule may find a pattern; precision counts the one that targets it. */
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
