// Every kind of pattern, by name. Builders draw sizes, times and amounts realistically, ignoring thresholds.
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
