// The rules' thresholds, as shipped. The reference model has no caps on extreme entities.

export interface Thresholds {
  'shared-card-and-device': { windowMs: number; minAmountMinor: number; minPayees: number };
  'shared-identity': {
    windowMs: number;
    minAccountsPerDevice: number;
    minAccountsPerCard: number;
    /** For devices only: all accounts of one till pay one shop. */
    minPayees: number;
  };
  'velocity-card': { windowMs: number; minPayments: number; maxAmountMinor: number };
  'velocity-device': { windowMs: number; minPayments: number; maxAmountMinor: number };
  ring: {
    windowMs: number;
    minHops: number;
    maxHops: number;
    keepPercent: number;
    ordering: 'strict' | 'tolerant' | 'unordered';
    /** For `tolerant` only. */
    backwardMs: number;
  };
  'mule-fan-in': { windowMs: number; minPayers: number; minAmountMinor: number };
  'mule-fan-out': { windowMs: number; minPayees: number; minAmountMinor: number };
  'rapid-pass-through': { windowMs: number; keepPercent: number; minAmountMinor: number };
  'scatter-gather': { windowMs: number; minIntermediaries: number; keepPercent: number };
  'gather-scatter': { windowMs: number; minPayers: number; minPayees: number; minAmountMinor: number };
}

export type RuleId = keyof Thresholds;

/** Overrides of some thresholds. */
export type ThresholdChanges = { [Rule in RuleId]?: Partial<Thresholds[Rule]> };

export const defaultThresholds: Readonly<Thresholds> = {
  'shared-card-and-device': { windowMs: 180_000, minAmountMinor: 5_000, minPayees: 2 },
  'shared-identity': { windowMs: 86_400_000, minAccountsPerDevice: 5, minAccountsPerCard: 4, minPayees: 2 },
  'velocity-card': { windowMs: 300_000, minPayments: 5, maxAmountMinor: 1_000 },
  'velocity-device': { windowMs: 300_000, minPayments: 5, maxAmountMinor: 1_000 },
  ring: {
    windowMs: 3_600_000,
    minHops: 2,
    maxHops: 6,
    keepPercent: 75,
    ordering: 'unordered',
    backwardMs: 300_000,
  },
  'mule-fan-in': { windowMs: 3_600_000, minPayers: 5, minAmountMinor: 5_000 },
  'mule-fan-out': { windowMs: 3_600_000, minPayees: 4, minAmountMinor: 5_000 },
  'rapid-pass-through': { windowMs: 1_200_000, keepPercent: 90, minAmountMinor: 10_000 },
  'scatter-gather': { windowMs: 3_600_000, minIntermediaries: 2, keepPercent: 80 },
  'gather-scatter': { windowMs: 3_600_000, minPayers: 2, minPayees: 2, minAmountMinor: 10_000 },
};

export const ruleIds = Object.keys(defaultThresholds) as RuleId[];

/** All thresholds: shipped ones with `changes` applied. */
export function withDefaults(changes: ThresholdChanges = {}): Thresholds {
  return Object.fromEntries(
    ruleIds.map((rule) => [rule, { ...defaultThresholds[rule], ...changes[rule] }]),
  ) as unknown as Thresholds;
}
