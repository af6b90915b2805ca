// How much each measure does in full and quick runs.

/** In execution order: the first needs an almost empty graph, and warms the database up for the others. */
export const measureNames = [
  'growth',
  'drain',
  'hot-card',
  'latency',
  'accept',
  'all-in',
  'tracing',
] as const;
export type MeasureName = (typeof measureNames)[number];

export interface Sizes {
  /** Time for the measures; building and stopping come on top. */
  limitSeconds: number;
  /** How long each measure takes on 2 cores. */
  seconds: Record<MeasureName | 'start', number>;
  drainTransactions: number;
  warmUpDrains: number;
  rounds: number;
  tutorialTransactions: number;
  storedSmall: number;
  storedLarge: number;
  growthTransactions: number;
  growthWarmUps: number;
  growthPairs: number;
  hotStored: number;
  hotPairs: number;
  latencyWarmUpSeconds: number;
  latencySeconds: number;
  capacitySeconds: number;
  acceptSeconds: number;
  acceptPairs: number;
  allInTransactions: number;
  allInRuns: number;
  tracingTransactions: number;
  tracingWarmUps: number;
  tracingRounds: number;
}

export const sizes: Record<'quick' | 'full', Sizes> = {
  quick: {
    limitSeconds: 280,
    seconds: {
      start: 20,
      growth: 50,
      drain: 40,
      'hot-card': 20,
      latency: 15,
      accept: 30,
      'all-in': 20,
      tracing: 75,
    },
    drainTransactions: 4_000,
    warmUpDrains: 2,
    rounds: 2,
    tutorialTransactions: 60,
    storedSmall: 10_000,
    storedLarge: 30_000,
    growthTransactions: 2_000,
    growthWarmUps: 1,
    growthPairs: 1,
    hotStored: 5_000,
    hotPairs: 2,
    latencyWarmUpSeconds: 4,
    latencySeconds: 8,
    capacitySeconds: 4,
    acceptSeconds: 4,
    acceptPairs: 1,
    allInTransactions: 2_500,
    allInRuns: 1,
    tracingTransactions: 1_500,
    tracingWarmUps: 1,
    tracingRounds: 1,
  },
  full: {
    limitSeconds: 1_500,
    seconds: {
      start: 30,
      growth: 480,
      drain: 300,
      'hot-card': 150,
      latency: 110,
      accept: 180,
      'all-in': 100,
      tracing: 240,
    },
    drainTransactions: 12_000,
    warmUpDrains: 4,
    rounds: 7,
    tutorialTransactions: 200,
    storedSmall: 10_000,
    storedLarge: 1_000_000,
    growthTransactions: 4_000,
    growthWarmUps: 2,
    growthPairs: 5,
    hotStored: 100_000,
    hotPairs: 5,
    latencyWarmUpSeconds: 20,
    latencySeconds: 60,
    capacitySeconds: 10,
    acceptSeconds: 15,
    acceptPairs: 2,
    allInTransactions: 8_000,
    allInRuns: 3,
    tracingTransactions: 5_000,
    tracingWarmUps: 3,
    tracingRounds: 5,
  },
};
