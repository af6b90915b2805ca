// One labelled day. Labels state the intent of each payment, not what a rule says. The share, sizes, times and amounts of fraud
// do not depend on any threshold, and accidental patterns in the background stay.

import { pickCurrency } from '../../traffic/currency.ts';
import { Random } from '../../traffic/random.ts';
import { sendingOrder } from '../../traffic/sending-order.ts';
import { cardTestingCard, cardTestingDevice, sharedCardAndDevice, sharedIdentity } from '../fraud/cards.ts';
import { fanIn, fanOut, gatherScatter, passThrough, scatterGather } from '../fraud/mules.ts';
import { ring } from '../fraud/ring.ts';
import {
  landlord,
  marketplacePayouts,
  payroll,
  popularBiller,
  popularMerchant,
  shopDevice,
} from '../innocent/firms.ts';
import { familyDevice, householdCard, microPurchases } from '../innocent/households.ts';
import { billEvening, crowdGift, lending, ownAccounts, refund, salaryThenRent } from '../innocent/people.ts';
import type { LabelledPattern, LabelledTraffic } from '../labelled-traffic.ts';
import { drawBackground } from './background.ts';
import { drawTimeOfDay, hourMs } from './draws.ts';
import { Economy } from './economy.ts';
import { type Build, type LookAlike, lookAlikes, type Plan, type Typology, typologies } from './plan.ts';
import { toWire } from './wire.ts';

export interface DayOptions {
  seed: number;
  /** The approximate number, including what is planted; at least 2,000. */
  transactions: number;
}

const builders: Record<Typology | LookAlike, Build> = {
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
  payroll,
  'marketplace-payouts': marketplacePayouts,
  'family-device': familyDevice,
  refund,
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

const dayMs = 24 * hourMs;
const startAtMs = Date.parse('2026-08-01T00:00:00Z');
/** One pattern of each typology per this many transactions; fraud is about four percent of the traffic. */
const transactionsPerFraud = 2_000;
const transactionsPerLookAlike = 1_000;
const transactionsPerCustomer = 2.5;

/** The same day for the same options. Days of different seeds share no identifier. */
export function generateDay({ seed, transactions }: DayOptions): LabelledTraffic {
  const random = new Random(seed);
  const prefix = `s${seed}`;
  const economy = new Economy(random, Math.round(transactions / transactionsPerCustomer), prefix);
  const plan = <K extends Typology | LookAlike>(kinds: readonly K[], per: number) =>
    kinds.flatMap((kind) =>
      Array.from({ length: Math.max(1, Math.round(transactions / per)) }, () => {
        const scene = {
          random,
          economy,
          currency: pickCurrency(random),
          startAtMs: drawTimeOfDay(random, startAtMs, dayMs),
        };
        return { kind, ...builders[kind](scene) };
      }),
    );
  const fraud = plan(typologies, transactionsPerFraud);
  const innocent = plan(lookAlikes, transactionsPerLookAlike);
  const planted = [...fraud, ...innocent].flatMap(({ payments, camouflage = [] }: Plan) => [
    ...payments,
    ...camouflage,
  ]);
  const left = Math.max(0, transactions - planted.length);
  const background = drawBackground(random, economy, left, { startAtMs, spanMs: dayMs });
  const requests = toWire([...planted, ...background], `${prefix}-`);
  const idOf = (payment: Plan['payments'][number]) => requests.get(payment)?.id as string;
  const label = ({ kind, payments, camouflage = [], outside }: Plan & { kind: string }): LabelledPattern => ({
    kind,
    members: payments.map(idOf),
    ...(camouflage.length > 0 && { camouflage: camouflage.map(idOf) }),
    ...(outside !== undefined && { outside }),
  });
  return {
    requests: sendingOrder(random, [...requests.values()], { late: 0.05, duplicates: 0 }),
    fraud: fraud.map(label),
    innocent: innocent.map(label),
  };
}
